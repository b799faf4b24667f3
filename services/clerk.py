"""Commands at the live databases: bodies from a file, accounts for whoever is first, what is kept against the trail."""

import asyncio
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from services import NAMES

offices_app = typer.Typer(no_args_is_help=True, help="机构 bodies")
accounts_app = typer.Typer(no_args_is_help=True, help="账号 accounts of the built-in issuer")
trail_app = typer.Typer(no_args_is_help=True, help="留痕 the trail")
SHORTEST = 10
"""Characters of a password."""


def secret(what: str, *, twice: bool = False) -> str:
    """A password or token: asked for at a terminal, else a line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, confirmation_prompt=twice))
    return sys.stdin.readline().strip()


@offices_app.command("load")
def offices_load(file: Annotated[Path, typer.Argument(help="XLSX or JSON Lines, one body a row")]) -> None:
    """Register the bodies of a file, all or none; a second time changes nothing."""
    from services import firstday
    from shared.problems import Problem
    from shared.settings import settings

    try:
        new, there = asyncio.run(firstday.load_offices(file, settings()))
    except Problem as problem:
        typer.echo(firstday.report(problem), err=True)
        raise typer.Exit(1) from problem
    typer.echo(f"登记 registered: {new}; 原有 there already: {there}")


@accounts_app.command("add")
def accounts_add(
    username: Annotated[str, typer.Argument(help="small letters, digits and hyphens")],
    office: Annotated[str, typer.Option(help="the body's 统一社会信用代码")],
    role: Annotated[list[str], typer.Option(help="may be said several times")],
    name: Annotated[str, typer.Option(help="what screens show; the user name if not said")] = "",
) -> None:
    """Give an account; the password is asked for, or read from standard input."""
    from services import firstday
    from shared.problems import Problem
    from shared.rights import Role
    from shared.settings import settings

    firstday.demand_built_in(settings())
    if strange := set(role) - set(Role):
        raise typer.BadParameter(f"no such role: {', '.join(sorted(strange))}; there are {', '.join(Role)}")
    if not re.fullmatch(r"[a-z][a-z0-9-]{2,60}", username):
        raise typer.BadParameter("a user name has 3 to 61 small letters, digits and hyphens")
    password = secret("密码 password", twice=True)
    if len(password) < SHORTEST:
        raise typer.BadParameter(f"a password has at least {SHORTEST} characters")
    roles = [Role(one) for one in role]
    try:
        who = asyncio.run(firstday.add_account(username, name or username, office, roles, password, settings()))
    except Problem as problem:
        typer.echo(firstday.report(problem), err=True)
        raise typer.Exit(1) from problem
    typer.echo(f"账号 account: {who.subject} {who.office} {who.region} {','.join(sorted(who.roles))}")


@trail_app.command("check")
def trail_check(
    names: Annotated[list[str] | None, typer.Argument(help="catalog, review, guide, notify; none means all")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check live databases: each trail, and every edition, public record and row against it; exits 1 and names each fault."""
    from services import upkeep
    from shared.settings import settings

    if wrong := set(names or ()) - set(NAMES):
        raise typer.BadParameter(f"no such service: {', '.join(sorted(wrong))}; there are {', '.join(NAMES)}")
    found = {name: asyncio.run(upkeep.check(name, settings())) for name in names or NAMES}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        lines = [f"{name}: {f['seq']}: {f['fault']}: {f['detail']}" for name, faults in found.items() for f in faults]
        typer.echo("\n".join(lines) or "trails and records hold 留痕与存档完整")
    raise typer.Exit(1 if any(found.values()) else 0)


def load(  # noqa: PLR0913, PLR0917 - a command is all of its options
    file: Annotated[Path, typer.Argument(help="an SQL dump, or a zip or folder of up_task_* tables")],
    url: Annotated[str, typer.Option(help="where the platform is")] = "",
    token: Annotated[str, typer.Option(envvar="SHIXIANG_TOKEN", help="a data centre's; asked for if not said")] = "",
    user: Annotated[str, typer.Option(help="sign in at the built-in issuer; the password is asked for")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="put it in; without, a dry run")] = False,
    good_rows: Annotated[bool, typer.Option("--good-rows", help="put the sound rows in, whatever the rest")] = False,
    again: Annotated[bool, typer.Option("--again", help="load it anew although this file was sent before")] = False,
    looked: Annotated[str, typer.Option(help="the tried set whose rows you looked at: those that ask go in")] = "",
    wait: Annotated[float, typer.Option(min=0, help="seconds to go on asking a platform that is away")] = 600.0,
) -> None:
    """Send a dump to a platform as its data centre, or follow one that was sent; exits 1 when rows stay out.

    With --apply it also exits 1 when nothing went in, because rows ask for a person to look at them first.
    Exits 3 when the platform is away for too long: the same command follows the set on.
    """
    from services import loader
    from shared.settings import settings

    address = (url or settings().public_url).rstrip("/")
    known = secret("密码 password") if user else token or secret("令牌 token")
    asked = loader.Asked(file, apply, good_rows, again, looked, wait)
    try:
        made, faults = asyncio.run(loader.load(address, user, known, asked, _sent, typer.echo))
    except loader.OutOfReachError as error:
        options = {"--apply": apply, "--good-rows": good_rows, "--again": again and not error.set_id}
        words = ["load", str(file), "--url", address, *(["--user", user] if user else [])]
        words += ["--looked", looked] if looked else []
        command = shlex.join(["shixiang", *words, *(name for name, given in options.items() if given)])
        typer.echo(f"{error}\n变更集 change set: {error.set_id or '-'}\n{FOLLOW}\n  {command}", err=True)
        raise typer.Exit(3) from error
    for line in faults:
        typer.echo(line)
    state, figures = (
        made["state"],
        f"{made['rows']:,} 行 rows, {made['done']:,} 生效 done, {made['faults']:,} 有误 faults",
    )
    typer.echo(f"{made['set_id']} {state}: {figures}")
    waits = apply and state == "ready"
    if waits:
        typer.echo(WAITS.format(made["set_id"]))
    raise typer.Exit(1 if made["faults"] or state == "failed" or waits else 0)


WAITS = (
    "没有应用，什么也没有写入：先看以上各行，再加 --apply --looked {0}（有误的行另加 --good-rows）"
    " nothing was put in: look at the rows above, then --apply --looked {0} (and --good-rows where rows have faults)"
)
FOLLOW = "平台不可达；变更集在平台上继续，恢复后用同一命令接着跟踪 the platform is away; follow it on with"


def _sent(line: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{line}\r", nl=False, err=True)
