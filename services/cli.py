"""The command line: serve, migrate, demo and what operators need. `python -m services` is the same."""

import asyncio
import contextlib
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from pydantic import ValidationError
from typer.core import TyperGroup

from services.banner import banner
from services.serving import Server, door
from shared import logs, migrations, outbox, trail
from shared.bus.kafka import create_topics
from shared.clock import stamp
from shared.codes import explain
from shared.db import Database
from shared.events import TOPICS
from shared.hosting import telemetry
from shared.hosting.front import Guests
from shared.hosting.host import Host
from shared.hosting.loops import CHECKPOINT, run_job
from shared.problems import Problem
from shared.settings import CannotStartError, Settings, settings
from shared.workdays import explain_add, explain_between


class Plain(TyperGroup):
    """What an operator can mend is said in a line; a traceback is kept for faults of ours."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ValidationError as error:
            said = "\n".join(_setting(fault["loc"], fault["msg"]) for fault in error.errors())
        except (CannotStartError, Problem) as error:
            said = str(error)
        typer.echo(said, err=True)
        raise typer.Exit(1)


def _setting(place: tuple[int | str, ...], fault: str) -> str:
    name = f"SHIXIANG_{'_'.join(map(str, place)).upper()}: " if place else ""
    return name + fault.removeprefix("Value error, ")


app = typer.Typer(
    cls=Plain,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="事项 Shixiang: 政务服务事项管理平台",
)
trail_app = typer.Typer(no_args_is_help=True, help="留痕 the trail")
world_app = typer.Typer(no_args_is_help=True, help="样例数据 the sample world")
codes_app = typer.Typer(no_args_is_help=True, help="编码 codes")
workdays_app = typer.Typer(no_args_is_help=True, help="工作日 working days")
for name, sub in (("trail", trail_app), ("world", world_app), ("codes", codes_app), ("workdays", workdays_app)):
    app.add_typer(sub, name=name)

DEMO_MAIL = "smtp://127.0.0.1:8025"
"""Where the sample world's mail goes: the story opens a mailbox there while it is told."""

Names = Annotated[list[str] | None, typer.Argument(help="catalog, review, guide, notify; none means all")]


def _services(names: list[str] | None) -> list[str]:
    from services.registry import BY_NAME  # noqa: PLC0415 - loading four services takes a moment that `--help` need not

    wrong = [n for n in names or [] if n not in BY_NAME]
    if wrong:
        raise typer.BadParameter(f"no such service: {', '.join(wrong)}; there are {', '.join(BY_NAME)}")
    return names or list(BY_NAME)


def _host(names: list[str], given: Settings, guests: Guests | None = None) -> Host:
    from services.registry import BY_NAME  # noqa: PLC0415

    return Host([BY_NAME[n] for n in names], given, guests=guests)


@app.command()
def serve(
    names: Names = None,
    world: Annotated[
        bool, typer.Option("--world", help="migrate and load the sample world first (development)")
    ] = False,
    migrate_first: Annotated[bool, typer.Option("--migrate", help="migrate first")] = False,
) -> None:
    """Serve one service, several, or all four in one process."""
    given = settings()
    logs.configure(given.log_level)
    chosen = _services(names)
    if world and not given.smtp_url:
        given = given.model_copy(update={"smtp_url": DEMO_MAIL})
    if world or migrate_first:
        asyncio.run(migrations.upgrade_each(chosen, given))
    guests = None
    if world:
        from services.world import MARK, PASSWORD, load  # noqa: PLC0415

        asyncio.run(load(given))
        guests = Guests(PASSWORD, MARK)
    telemetry.install("-".join(chosen) if names else "all")
    uvloop.run(_serve(chosen, given, guests))


async def _serve(names: list[str], given: Settings, guests: Guests | None) -> None:
    """Take the port before anything is touched; serve until a signal; close what was opened."""
    with contextlib.closing(door(given.host, given.port, " ".join(names))) as listening:
        host = _host(names, given, guests)

        def end_streams() -> None:
            for runtime in host.runtimes.values():
                runtime.end_streams()

        async with host.running():
            await Server(host, up=lambda: banner(names, given, world=bool(guests)), end=end_streams).serve([listening])


@app.command()
def migrate(names: Names = None) -> None:
    """Bring databases to the newest migration."""
    asyncio.run(migrations.upgrade_each(_services(names), settings()))


@app.command()
def topics(partitions: int = 6, replicas: Annotated[int, typer.Option(help="-1: the broker's default")] = -1) -> None:
    """Create the Kafka topics that are missing."""
    made = asyncio.run(create_topics(settings().bus_url, TOPICS, partitions, replicas))
    typer.echo(f"created: {', '.join(made) or 'none, all are there'}")


@app.command()
def sweep(names: Names = None) -> None:
    """Run the clock's jobs once (a CronJob's belt for the loops); sending is left to notify itself."""

    async def run() -> None:
        host = _host(_services(names), settings())
        for runtime in host.runtimes.values():
            await run_job(runtime, CHECKPOINT)
            await runtime.db.close()

    asyncio.run(run())


@app.command()
def replay(name: str, event: Annotated[str | None, typer.Option(help="one event's id")] = None) -> None:
    """Hand a service's dead letters to their handlers again."""

    async def run() -> tuple[int, int]:
        host = _host(_services([name]), settings())
        try:
            return await host.hearings[name].replay(event)
        finally:
            await host.runtimes[name].db.close()

    done, failed = asyncio.run(run())
    typer.echo(f"replayed: {done}, failed again: {failed}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def resend(
    since: Annotated[str, typer.Option(help="a time, RFC 3339; without a zone it is UTC")], names: Names = None
) -> None:
    """Say again what left since a time: after a restore, or for an emptied topic. Repeats change nothing."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise typer.BadParameter(f"{since} is no time: write 2026-11-22T07:00:00Z") from error
    at = stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))

    async def run(name: str) -> int:
        db = Database(settings().database_of(name))
        try:
            await db.demand()
            return await outbox.resend(db, at)
        finally:
            await db.close()

    for name in _services(names):
        typer.echo(f"{name}: {asyncio.run(run(name))} to be said again")


@app.command()
def demo(url: Annotated[str, typer.Option(help="where the platform is")] = "") -> None:
    """Tell the story of one item over HTTP, step by step."""
    try:
        from services.story import tell  # noqa: PLC0415 - it brings receivers that production images do not have
    except ImportError as error:
        raise typer.BadParameter(f"the story needs the development packages (make setup): {error}") from error

    given = settings()
    asyncio.run(tell(url or given.public_url, bus_url=given.bus_url))


@app.command()
def stack() -> None:
    """PostgreSQL, Kafka and the four services as processes on this machine."""
    from services.stack import run  # noqa: PLC0415

    run()


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="XLSX, JSON Lines, or a folder or zip of up_task_* tables")],
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    out: Annotated[Path | None, typer.Option(help="where the marked copy goes; beside the file if not said")] = None,
    only_summary: Annotated[bool, typer.Option("--summary", help="print the summary and write no file")] = False,
) -> None:
    """Hold the quality rules against a file, without a server; exits 1 when something blocks, 2 when it is unreadable."""
    from services import inspector  # noqa: PLC0415

    try:
        report = inspector.inspect(file, date.today())  # noqa: DTZ011 - the day where the office is
    except inspector.Unreadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps([line.short() for line in report.lines], ensure_ascii=False))
    else:
        typer.echo(inspector.summary(report))
    if out or not (as_json or only_summary):
        typer.echo(f"→ {inspector.save(report, out)}", err=as_json)
    raise typer.Exit(1 if report.blocked else 0)


@app.command()
def docs(check: Annotated[bool, typer.Option("--check", help="only say what is not fresh")] = False) -> None:
    """Write the generated documents, or check that they are fresh."""
    from services.documents import write  # noqa: PLC0415

    stale = write(check=check)
    typer.echo("\n".join(stale) or "fresh")
    raise typer.Exit(1 if check and stale else 0)


@world_app.command("load")
def world_load() -> None:
    """Load the sample world into empty databases; a second time changes nothing."""
    from services.world import load  # noqa: PLC0415

    asyncio.run(load(settings()))


@trail_app.command("verify")
def trail_verify(
    export: Path,
    public_key: Path,
    earlier: Annotated[
        Path | None, typer.Option(help="an export taken before: shows a database that went back")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Verify an exported trail with the public key alone; exits 1 and names each fault when it does not hold."""
    try:
        before = trail.lines_of(earlier.read_text("utf-8")) if earlier else []
        faults = trail.verify(trail.lines_of(export.read_text("utf-8")), public_key.read_text("utf-8"), before)
    except (OSError, ValueError) as error:
        typer.echo(f"cannot read: {error}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps([vars(f) for f in faults], ensure_ascii=False))
    else:
        typer.echo("\n".join(f"{f.seq}: {f.fault}: {f.detail}" for f in faults) or "the trail holds 留痕完整")
    raise typer.Exit(1 if faults else 0)


@codes_app.command("explain")
def codes_explain(
    code: str, kind: Annotated[str | None, typer.Option(help="region, to read 12 digits as a division")] = None
) -> None:
    """Take a code apart: kind, parts, and the first fault with its position."""
    found = explain(code, kind=kind)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    raise typer.Exit(0 if found["valid"] else 1)


@workdays_app.command("add")
def workdays_add(day: str, days: int) -> None:
    """The day so many working days after a day, and how it was counted."""
    typer.echo(json.dumps(explain_add(date.fromisoformat(day), days), ensure_ascii=False, default=str))


@workdays_app.command("between")
def workdays_between(first: str, last: str) -> None:
    """How many working days lie between two days."""
    found = explain_between(date.fromisoformat(first), date.fromisoformat(last))
    typer.echo(json.dumps(found, ensure_ascii=False, default=str))


if __name__ == "__main__":
    sys.exit(app())
