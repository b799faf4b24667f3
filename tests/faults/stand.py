"""A platform of real processes with real receivers, in either form, to be broken."""

import asyncio
import contextlib
import random
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.catalog import commands
from services.registry import SERVICES
from services.sinks import Hook, Mailbox, mailbox, webhook
from services.world import MARK, principal_of
from shared.db import Database
from shared.hosting.host import Host
from shared.keys import Keys
from shared.settings import Settings
from shared.world import world
from tests.faults.processes import REPO, Process
from tests.platform import operator

NAMES = tuple(service.name for service in SERVICES)


@dataclass
class Sinks:
    """Where e-mails and webhooks arrive; they outlive every fault."""

    box: Mailbox
    hook: Hook
    smtp_port: int
    hook_port: int


@contextlib.contextmanager
def sinks() -> Iterator[Sinks]:
    """The receivers, on a thread of their own."""
    ready, over, made = threading.Event(), asyncio.Event(), []

    async def serve() -> None:
        async with mailbox() as (box, smtp_port), webhook() as (hook, hook_port):
            made.append((Sinks(box, hook, smtp_port, hook_port), asyncio.get_running_loop()))
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait(10)
    found, loop = made[0]
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


@dataclass
class Stand:
    """Processes by service; several replicas of each, or one process for all."""

    form: str
    settings: Settings
    sinks: Sinks
    folder: Path
    seed: int
    processes: list[Process] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.say(f"seed {self.seed}")
        host = Host(SERVICES, self.settings.model_copy(update={"bus_url": "memory://"}))
        sample = world()
        people = [principal_of(a, sample) for a in sample.accounts.values()] + [operator()]
        self.tokens = {p.subject: commands.token_for(host.runtimes["catalog"], p) for p in people}
        self.operator = MARK
        self.keys = Keys.of(self.settings)

    def say(self, text: str) -> None:
        """One line for whoever reads the run's output."""
        line = f"[faults] {self.form}: {text}"
        self.said.append(line)
        print(line, file=sys.__stdout__, flush=True)

    def add(self, names: tuple[str, ...], tree: Path = REPO) -> Process:
        """One more process, started."""
        log = self.folder / f"process-{len(self.processes)}-{'-'.join(names) or 'all'}.log"
        made = Process(names, self.settings, log, tree)
        made.start()
        self.processes.append(made)
        return made

    def serving(self, service: str) -> list[Process]:
        """The processes that serve a service now, whatever they will say."""
        return [p for p in self.processes if p.running and (not p.names or service in p.names)]

    def address(self, path: str) -> str:
        """Where a request goes: to a replica by chance, as a balancer without health checks would send it."""
        there = self.serving(path.split("/")[1]) or self.processes
        return self.chance.choice(there).address + path

    def ready(self) -> None:
        """Return when every process answers."""
        for process in self.processes:
            if process.running:
                process.ready()

    def kill(self, process: Process) -> None:
        """Kill and start again, at once."""
        process.kill9()
        process.start()

    @contextlib.asynccontextmanager
    async def databases(self):  # type: ignore[no-untyped-def] # noqa: ANN201
        """The four databases, read beside the processes."""
        opened = {name: Database(self.settings.database_of(name), 2) for name in NAMES}
        try:
            yield opened
        finally:
            for db in opened.values():
                await db.close()

    def stop(self) -> None:
        """Kill whatever is left."""
        for process in self.processes:
            process.kill9()
