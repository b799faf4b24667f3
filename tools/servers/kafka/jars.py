"""Kafka's jars: Maven brings what pom.xml names, once for all checkouts of a user."""

import fcntl
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.servers.machine import ServerError

HERE = Path(__file__).parent
CURE = "apt-get install openjdk-17-jre-headless maven"


def missing() -> tuple[str, str] | None:
    """Say why there can be no Kafka here, and the cure; None when there can."""
    if not shutil.which("java"):
        return "no Java on this machine", CURE
    if not _home().is_dir() and not shutil.which("mvn"):
        return "no Maven on this machine to bring Kafka's jars", CURE
    return None


@functools.cache
def jars() -> Path:
    """The folder of the jars; several processes may ask at the same time, one fetches."""
    home = _home()
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.is_dir():
            _fetch(home)
    return home


def _fetch(home: Path) -> None:
    if why := missing():
        raise ServerError(f"{why[0]}. Cure: {why[1]}")
    with tempfile.TemporaryDirectory(dir=home.parent) as place:
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={place}/jars"], capture_output=True, text=True, cwd=place, check=False
        )
        if done.returncode:
            raise ServerError(
                f"Maven cannot bring Kafka's jars. Cure: a way to Maven's repository.\n{done.stdout[-2000:]}"
            )
        (Path(place) / "jars").rename(home)


def _home() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "shixiang" / f"kafka-{_version()}"


@functools.cache
def _version() -> str:
    tree = ET.parse(HERE / "pom.xml")  # noqa: S314 - our own file
    return tree.getroot().findtext("dependencies/dependency/version") or "unknown"
