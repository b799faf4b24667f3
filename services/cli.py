"""The command line: serve, migrate, demo and what operators need. `python -m services` is the same.

A command brings its own code: what it needs is imported inside it, so that no command waits for another's.
"""

import asyncio
import gc
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from services import NAMES
from services.clerk import accounts_app, load, offices_app, trail_app
from services.wordbook import codes_app, elements

if TYPE_CHECKING:
    from shared.settings import Settings

gc.set_threshold(50_000, 20, 20)
"""What is loaded stays: to look through it for garbage again and again took a tenth of a start."""


class Plain(TyperGroup):
    """What an operator can mend is said in a line; a traceback is kept for faults of ours."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            said = _mendable(error)
            if said is None:
                raise
        typer.echo(said, err=True)
        raise typer.Exit(1)


def _mendable(error: Exception) -> str | None:
    from pydantic import ValidationError

    from shared.problems import Problem
    from shared.settings import CannotStartError

    if isinstance(error, ValidationError):
        faults = [one for one in error.errors() if one["type"] != "default_factory_not_called"]
        return "\n".join(_setting(one["loc"], one["msg"]) for one in faults)
    return str(error) if isinstance(error, (CannotStartError, Problem)) else None


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
world_app = typer.Typer(no_args_is_help=True, help="样例数据 the sample world")
workdays_app = typer.Typer(no_args_is_help=True, help="工作日 working days")
_GROUPS = {"trail": trail_app, "world": world_app, "offices": offices_app, "accounts": accounts_app}
for name, sub in (_GROUPS | {"codes": codes_app, "workdays": workdays_app}).items():
    app.add_typer(sub, name=name)
app.command()(load)
app.command()(elements)


def _given() -> "Settings":
    from shared.settings import settings

    return settings()


Names = Annotated[list[str] | None, typer.Argument(help="catalog, review, guide, notify; none means all")]


def _services(names: list[str] | None) -> list[str]:
    wrong = [n for n in names or [] if n not in NAMES]
    if wrong:
        raise typer.BadParameter(f"no such service: {', '.join(wrong)}; there are {', '.join(NAMES)}")
    return names or list(NAMES)


@app.command()
def serve(
    names: Names = None,
    world: Annotated[
        bool, typer.Option("--world", help="migrate and load the sample world first (development)")
    ] = False,
    migrate_first: Annotated[bool, typer.Option("--migrate", help="migrate first")] = False,
) -> None:
    """Serve one service, several, or all four in one process."""
    from services.serving import run

    run(_services(names), _given(), world=world, migrate=migrate_first)


@app.command()
def migrate(names: Names = None) -> None:
    """Bring databases to the newest migration."""
    from shared.migrations import upgrade_each

    asyncio.run(upgrade_each(_services(names), _given()))


@app.command()
def topics(partitions: int = 6, replicas: Annotated[int, typer.Option(help="-1: the broker's default")] = -1) -> None:
    """Create the Kafka topics that are missing."""
    from shared import logs
    from shared.bus.kafka import create_topics
    from shared.events import TOPICS

    with logs.hushed("aiokafka"):
        made = asyncio.run(create_topics(_given().bus_url, TOPICS, partitions, replicas))
    typer.echo(f"created: {', '.join(made) or 'none, all are there'}")


@app.command()
def sweep(names: Names = None) -> None:
    """Run once the jobs that wait for their time, and sign the trails (a CronJob's belt for the loops)."""
    from services import upkeep

    asyncio.run(upkeep.sweep(_services(names), _given()))


@app.command()
def replay(
    name: str,
    event: Annotated[str | None, typer.Option(help="one event's id")] = None,
    dismiss: Annotated[str | None, typer.Option(help="lay the dead letter of this id aside for good")] = None,
    reason: Annotated[str, typer.Option(help="why it is dismissed; it goes into the trail")] = "",
) -> None:
    """Hand a service's dead letters to their handlers again, or dismiss one that nobody can handle."""
    from services import upkeep

    _services([name])
    if dismiss:
        if not reason.strip():
            raise typer.BadParameter("say why: --reason TEXT")
        found = asyncio.run(upkeep.dismiss(name, dismiss, reason.strip(), _given()))
        typer.echo(f"dismissed: {dismiss}" if found else f"no dead letter of this id: {dismiss}")
        raise typer.Exit(0 if found else 1)
    done, failed = asyncio.run(upkeep.replay(name, event, _given()))
    typer.echo(f"replayed: {done}, failed again: {failed}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def resend(
    since: Annotated[str, typer.Option(help="a time, RFC 3339; without a zone it is UTC")], names: Names = None
) -> None:
    """Say again what left since a time: after a restore, or for an emptied topic. Repeats change nothing."""
    from services import upkeep

    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise typer.BadParameter(f"{since} is no time: write 2026-11-22T07:00:00Z") from error
    for name in _services(names):
        again = asyncio.run(upkeep.resend(name, moment if moment.tzinfo else moment.replace(tzinfo=UTC), _given()))
        typer.echo(f"{name}: {again} to be said again")


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="where the platform is")] = "",
    pace: Annotated[
        float | None,
        typer.Option(min=0, max=30, help="seconds after each line; half of one before a terminal, else none"),
    ] = None,
) -> None:
    """Tell the story of one item over HTTP, step by step."""
    try:
        from services.story import tell
    except ImportError as error:  # it brings receivers that production images do not have
        raise typer.BadParameter(f"the story needs the development packages (make setup): {error}") from error

    given = _given()
    watched = 0.5 if sys.stdout.isatty() else 0.0
    pace = watched if pace is None else pace
    asyncio.run(tell(url or given.public_url, bus_url=given.bus_url, pace=pace))


@app.command()
def stack() -> None:
    """PostgreSQL, Kafka and the four services as processes on this machine."""
    from services.stack import run

    run()


def _looked_at(count: int) -> None:
    """Progress, for whoever sits at a terminal."""
    if sys.stderr.isatty():
        typer.echo(f"已检查 {count:,} 项 looked at\r", nl=False, err=True)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="XLSX, JSON Lines, an SQL dump, or a folder or zip of up_task_* tables")],
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    out: Annotated[Path | None, typer.Option(help="where the marked copy goes; beside the file if not said")] = None,
    only_summary: Annotated[bool, typer.Option("--summary", help="print the summary and write no file")] = False,
) -> None:
    """Hold the quality rules against a file, without a server; exits 1 when something blocks, 2 when it is unreadable."""
    from services import inspector

    try:
        report = inspector.inspect(file, date.today(), tell=_looked_at)  # noqa: DTZ011 - the day where the office is
    except inspector.Unreadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(inspector.shorts(report), ensure_ascii=False))
        if report.more:
            typer.echo(inspector.not_listed(report), err=True)
    else:
        typer.echo(inspector.summary(report))
    if out or not (as_json or only_summary):
        typer.echo(f"→ {inspector.save(report, out)}", err=as_json)
    raise typer.Exit(1 if report.blocked else 0)


@app.command()
def docs(check: Annotated[bool, typer.Option("--check", help="only say what is not fresh")] = False) -> None:
    """Write the generated documents, or check that they are fresh."""
    from services.documents import write

    stale = write(check=check)
    typer.echo("\n".join(stale) or "fresh")
    raise typer.Exit(1 if check and stale else 0)


@world_app.command("load")
def world_load() -> None:
    """Load the sample world into empty databases; a second time changes nothing."""
    from services.world import load

    asyncio.run(load(_given()))


@trail_app.command("verify")
def trail_verify(
    export: Path,
    public_key: Path,
    earlier: Annotated[
        Path | None, typer.Option(help="an export taken before: shows a database that went back")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Verify an exported trail or proof with the public key alone; exits 1 and names each fault if it does not hold."""
    from shared import trail

    try:
        before = trail.lines_in(earlier) if earlier else []
        key = trail.public_key(public_key.read_text("utf-8", "replace"))
        faults = trail.verify(trail.lines_in(export), key, before)
    except (OSError, ValueError) as error:
        typer.echo(f"cannot read: {error}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps([vars(f) for f in faults], ensure_ascii=False))
    else:
        typer.echo("\n".join(f"{f.seq}: {f.fault}: {f.detail}" for f in faults) or "the trail holds 留痕完整")
    raise typer.Exit(1 if faults else 0)


@workdays_app.command("add")
def workdays_add(day: str, days: int) -> None:
    """The day so many working days after a day, and how it was counted."""
    from shared.workdays import explain_add

    typer.echo(json.dumps(explain_add(date.fromisoformat(day), days), ensure_ascii=False, default=str))


@workdays_app.command("between")
def workdays_between(first: str, last: str) -> None:
    """How many working days lie between two days."""
    from shared.workdays import explain_between

    found = explain_between(date.fromisoformat(first), date.fromisoformat(last))
    typer.echo(json.dumps(found, ensure_ascii=False, default=str))


if __name__ == "__main__":
    sys.exit(app())
