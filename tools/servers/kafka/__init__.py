"""One Apache Kafka node in KRaft mode: broker and controller in one JVM, jars brought by Maven."""

import base64
import contextlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.servers.kafka.jars import HERE, jars, missing
from tools.servers.machine import ServerError, alive, end_of, free_port, kill9, send, wait_until

__all__ = ["Kafka", "missing"]

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
"""
JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


class Kafka:
    """Starts, stops and breaks a node. A folder that is given is kept; without one, nothing outlives `stop`."""

    def __init__(self, data_dir: Path | None = None, port: int = 0) -> None:
        self.kept = data_dir is not None
        self.data_dir = data_dir.resolve() if data_dir else Path(tempfile.mkdtemp(prefix="shixiang-kafka-"))
        self.port = port

    @property
    def url(self) -> str:
        """The value of SHIXIANG_BUS_URL."""
        return f"kafka://{self.bootstrap}"

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir / "kafka.log"

    def start(self) -> Self:
        if self.running():
            return self
        self.port = self.port or free_port()
        self._configure()
        if not (self.data_dir / "data" / "meta.properties").exists():
            self._format()
        self._launch()
        if not wait_until(lambda: self._answers() or not self.running(), 60) or not self.running():
            self.kill9()
            raise ServerError(f"Kafka does not start.\n{end_of(self.log)}\n{end_of(self.data_dir / 'java.log')}")
        return self

    def stop(self) -> None:
        self._halt()
        if not self.kept:
            shutil.rmtree(self.data_dir, ignore_errors=True)

    def restart(self) -> None:
        self._halt()
        self.start()

    def kill9(self) -> None:
        if pid := self.pid():
            kill9(pid)
            (self.data_dir / "kafka.pid").unlink(missing_ok=True)

    def running(self) -> bool:
        pid = self.pid()
        return pid is not None and alive(pid)

    def pid(self) -> int | None:
        try:
            return int((self.data_dir / "kafka.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _halt(self) -> None:
        if pid := self.pid():
            send(pid, signal.SIGTERM)
            if not wait_until(lambda: not alive(pid), 20):
                kill9(pid)
            (self.data_dir / "kafka.pid").unlink(missing_ok=True)

    def _configure(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        text = PROPERTIES.format(port=self.port, controller=free_port(), data=self.data_dir / "data")
        (self.data_dir / "server.properties").write_text(text)

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "x")
        tool = self._java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", self.data_dir / "server.properties")
        done = subprocess.run(tool, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerError(f"Kafka's storage cannot be made.\n{done.stdout}{done.stderr}")

    def _launch(self) -> None:
        """Start it as nobody's child, for it may outlive the process that starts it."""
        line = '"$@" >> java.log 2>&1 < /dev/null & echo $! > kafka.pid'
        broker = self._java("kafka.Kafka", self.data_dir / "server.properties")
        subprocess.run(["sh", "-c", line, "sh", *broker], cwd=self.data_dir, start_new_session=True, check=True)

    def _java(self, main: str, *words: str | Path) -> list[str | Path]:
        settings = (f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}", f"-Dshixiang.log={self.log}")
        return ["java", *JVM, *settings, "-cp", f"{jars()}/*", main, *words]

    def _answers(self) -> bool:
        """Ask for the cluster's metadata (API 3, version 1, no topics): ready is when it names a broker."""
        ask = struct.pack(">hhihi", 3, 1, 1, -1, 0)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.settimeout(2)
            line.sendall(struct.pack(">i", len(ask)) + ask)
            with line.makefile("rb") as answer:
                head = answer.read(12)
            return len(head) == 12 and struct.unpack(">iii", head)[2] > 0  # noqa: PLR2004 - size, number, brokers
        return False
