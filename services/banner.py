"""What `make run` prints: what to open, and whom to sign in as."""

from collections.abc import Sequence

import typer

from shared.settings import Settings, address_of
from shared.world import world as sample

SHOWN = 14


def banner(names: Sequence[str], given: Settings, *, world: bool) -> None:
    """Print the addresses; the sample accounts only where the sample world was loaded."""
    base = address_of(given.host, given.port)
    lines = ["", f"事项 Shixiang 已就绪 is ready:  {base}/"]
    if len(names) > 1:
        lines.append(f"  首页 front page      {base}/")
    lines += [f"  接口 API reference  {base}/{name}/v1/docs" for name in names]
    lines.append(f"  健康 health          {base}/healthz/ready")
    if world:
        lines += [*accounts(), "停止 stop: Ctrl-C"]
    typer.echo("\n".join([*lines, ""]))


def accounts() -> list[str]:
    """Whom to sign in as, and how to see the story."""
    from services.world import PASSWORD

    lines = ["", f"样例账号 sample accounts (密码 password: {PASSWORD}):"]
    lines += [f"  {a.username:<38} {a.display_name}" for a in list(sample().accounts.values())[:SHOWN]]
    return [*lines, "  …全部见首页 all of them on the front page", "", "演示 the story: make demo"]
