"""What the public hears of a code under which nothing is online, and where an old code leads."""

from dataclasses import asdict
from datetime import date

from fastapi import APIRouter

from services.catalog import commands, store
from services.catalog.domain.successors import Following, named
from shared.clock import day
from shared.hosting.answers import may_say
from shared.hosting.doors import Here, Public, Reading
from shared.problems import Gone, NotFound, Problem

router = APIRouter(tags=["公开 public"])
NOTHING: dict[str, list[str]] = {"successors": [], "coming": [], "left": []}


async def absent(connection: Reading, code: str, on: date) -> Problem:
    """Nothing is online under the code: suspended; given up, with what is in force instead; or never there, or not yet."""
    if await store.is_suspended(connection, code):
        return Gone("该事项已暂停。", "The item is suspended.", "gone", extra=NOTHING)
    state, given_up = await store.state_of_code(connection, code), await store.was_given_up(connection, code)
    to = await commands.following(connection, code, on) if given_up or state is None else None
    if given_up or (to and (to.successors or to.coming)):
        draft = ("该事项现未公开", "The item is not public now")
        said = ("该事项已取消", "The item is cancelled") if state in (None, "cancelled") else draft
        return _gone(*said, to or Following(code, public=False, successors=[], coming=[], left=[]))
    return NotFound("没有已上线的该编码事项。", "No item with this code is online.", "item")


def _gone(zh: str, en: str, to: Following) -> Gone:
    """Public codes are named as codes; of what is not public yet, each body once, where to ask, and that its guide is made."""
    bodies = {one.office: one.told for one in to.coming}.values()
    names, en_names = [to.successors + [told[n] for told in bodies] for n in (0, 1)]
    zh += f"，由 {named(names)[0]} 承接" if names else ""
    en += f"; it is followed by {named(en_names)[1]}" if names else ""
    if to.left:
        zh += f"；无承接机构的区划：{named([one.name for one in to.left])[0]}"
        en += f"; nobody follows in {named([one.region for one in to.left])[1]}"
    extra = {name: said for name, said in asdict(to).items() if name in NOTHING}
    return Gone(f"{zh}。", f"{en}.", "gone", extra=extra)


@router.get(
    "/items/{code}/successors",
    dependencies=[Public],
    responses=may_say(404),
    summary="编码去向：谁已承接、谁正在编制、哪些区划未变 Where a code leads, and for which places it stays",
)
async def leads(connection: Reading, here: Here, code: str) -> Following:
    found = await commands.following(connection, code, day(here.clock()))
    if found.public or found.successors or found.coming or await store.was_given_up(connection, code):
        return found
    raise NotFound("没有已上线的该编码事项。", "No item with this code is online.", "item")
