"""Basic codes: given by the catalogue's owner, one after the other, never twice, never round again (U5)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from shared.codes import NATION, Exhausted, Serials, explain
from shared.codes.items import DIVIDED, MAIN, WHOLE
from shared.problems import Conflict, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit

SERIALS = Serials(width=3)
TAIL = 3
GAPS = 200


@dataclass(frozen=True)
class Allocated:
    """A new basic code, how many its scope has left, and whether that is little."""

    basic_code: str
    left: int
    nearly_full: bool


async def allocate(
    unit: Unit, who: Principal, item_type: str, department: str, main: str, *, divided: bool = False
) -> Allocated:
    """The next main-item code of a type and department, or the next sub-item code of a main item.

    `main` is the nine digits of a main item, or empty; `divided` asks for a main item that will have sub-items (00Y), and
    with `main` for a sub-item of one that stands whole (000) and is to be split: its 00Y is then given too. A code that is in the catalogue, was ever given, or leads on to another is never given again.
    """
    beginning = main or f"{who.region[:2]}{item_type}{department}"
    if main[:2] not in ("", who.region[:2]):
        raise Refused("主项属于其他省的目录。", "The main item belongs to another province's catalogue.", "owner")
    highest, count, numbers = await store.numbers_used(unit.connection, beginning)
    demand_open_main(main, await closed_mains(unit, [main] if main else ()))
    beside = await _split_off(unit, main, divided=divided) if main else set()
    try:
        serial = SERIALS.free(highest, numbers)
    except Exhausted as full:
        raise Refused(
            f"{beginning} 下的编号已用完（共 {SERIALS.last} 个），请另立主项或部门代码。",
            f"The {SERIALS.last} numbers under {beginning} are used up; take another main item or department.",
            "exhausted",
        ) from full
    code = beginning + SERIALS.format(serial) + ("" if main else DIVIDED if divided else WHOLE)
    _demand_sound(code)
    for one in {code} | beside:
        await store.give_code(unit.connection, {"code": one, "office": who.office, "by": who.subject, "at": unit.stamp})
    left = SERIALS.left(count + 1)
    unit.note("code.allocate", code, why=f"{beginning} 余 {left} 个")
    return Allocated(code, left, SERIALS.nearly_full(count + 1))


def _demand_sound(code: str) -> None:
    if fault := explain(code, "basic")["fault"]:
        raise Malformed(f"不能分配 {code}：{fault['message']}", f"{code}: {fault['message_en']}", "code")


async def _split_off(unit: Unit, main: str, *, divided: bool) -> set[str]:
    """The 00Y that a main item gets when it is split, beside its first sub-item; none where that is on record, or where it
    never stood whole. Sub-items come under a main item that is known (domain.md 2.1).
    """
    if await store.codes_used(unit.connection, main + DIVIDED):
        return set()
    entered = WHOLE in (await store.codes_beside(unit.connection, [main]))[main]
    whole = entered or main + WHOLE in await store.given_unused(unit.connection, main)
    if whole and not divided:
        raise _not_divided(main + WHOLE, entered=entered)
    if not await store.codes_used(unit.connection, main):
        raise Refused(
            f"没有主项 {main}，请先分配主项编码（divided=true）。",
            f"There is no main item {main}; allocate it first (divided=true).",
            "no_main_item",
        )
    return {main + DIVIDED} if whole else set()


def _not_divided(code: str, *, entered: bool) -> Refused:
    """A whole item gets sub-items once it is split; what that takes depends on whether it is in the catalogue."""
    then = f"，再以拆分方式取消 {code}" if entered else f"（{code} 未编入目录，今后不再使用）"
    also = f", then cancel {code} as split" if entered else f"; {code} was never entered and stays unused"
    return Refused(
        f"{code} 没有子项，不能在其下编子项；确要拆分的，首个子项请用 divided=true{then}。",
        f"{code} has no sub-items; to split it ask for the first one with divided=true{also}.",
        "not_divided",
    )


def demand_place(code: str, office: str, known: Collection[str], given_to: str | None) -> None:
    """A new code stands alone: nobody else was given it, and it does not contradict its main item (domain.md 2.1).

    `known` is what the other codes of the main item end in. What was given for a split stands beside the whole until that
    is cancelled.
    """
    if given_to and given_to != office:
        raise Conflict(f"{code} 已分配给其他部门。", f"{code} was given to another department.", "given_away")
    beside = any(other != WHOLE for other in known) if code[MAIN:] == WHOLE else WHOLE in known and not given_to
    if beside:
        raise Conflict(
            f"{code[:MAIN]} 既写作没有子项（{WHOLE}），又有子项或 {DIVIDED}；请核对。",
            f"{code[:MAIN]} stands both without sub-items ({WHOLE}) and with them.",
            "main_item",
        )


async def closed_mains(unit: Unit, codes: Collection[str]) -> set[str]:
    """The main items (00Y) of these sub-items that are cancelled: nothing comes under what is no more."""
    mains = {code[:MAIN] + DIVIDED for code in codes if code[MAIN:] not in (WHOLE, DIVIDED)}
    found = (await store.items_by_code(unit.connection, mains)).values() if mains else ()
    again = await store.taken_out_of(unit.connection, found)
    return {main.code for main in found if main.state == "cancelled" and main.item_id not in again}


def demand_open_main(code: str, closed: Collection[str]) -> None:
    """Conflict for a sub-item whose main item is cancelled."""
    main = code[:MAIN] + DIVIDED
    if main in closed:
        raise Conflict(
            f"主项 {main} 已经取消，其下不再分配、编写、下发子项；请另立主项。",
            f"The main item {main} is cancelled: nothing is added or handed down under it; take another.",
            "main_cancelled",
        )


async def demand_new_code(unit: Unit, code: str, office: str) -> None:
    """The same for one code."""
    given = await store.given_to(unit.connection, [code])
    beside = await store.codes_beside(unit.connection, [code[:MAIN]])
    demand_open_main(code, await closed_mains(unit, [code]))
    demand_place(code, office, beside[code[:MAIN]], given.get(code))


async def give_beside(unit: Unit, who: Principal, code: str) -> None:
    """Give a code that comes in beside the whole item that is split into it, unless somebody was given it."""
    if not await store.given_to(unit.connection, [code]):
        told = {"code": code, "office": who.office, "by": who.subject, "at": unit.stamp}
        await store.give_code(unit.connection, told)


async def demand_split(unit: Unit, code: str) -> None:
    """A sub-item is handed down under a main item in force, when the item that it came of no longer stands whole."""
    demand_open_main(code, await closed_mains(unit, [code]))
    if code[MAIN:] != WHOLE and WHOLE in (await store.codes_beside(unit.connection, [code[:MAIN]]))[code[:MAIN]]:
        raise Refused(
            f"{code[:MAIN]}{WHOLE} 尚未拆分完毕，请先以拆分方式取消它（承接事项填其子项）。",
            f"{code[:MAIN]}{WHOLE} still stands whole: cancel it as split first, its sub-items as successors.",
            "not_split_yet",
            extra={"clause": "004 第四条"},
        )


def demand_leaf(code: str) -> None:
    """What is done for people is a sub-item; the main item over it only holds them together (domain.md 2.1)."""
    if code.endswith(DIVIDED):
        raise Refused(
            f"{code} 是有子项的主项，不单独办理；请下发其子项。",
            f"{code} is a main item with sub-items; hand down its sub-items.",
            "main_item",
            extra={"clause": "004 第四条"},
        )


def origin(code: str, who: Principal) -> str:
    """Why a catalogue item came in: born here, or taken over from the nation's catalogue, whose codes begin with 00."""
    taken_over = code.startswith(NATION[:2]) and who.region[:2] != NATION[:2]
    return "国家基本目录移入（004 第四条）" if taken_over else "004 第十条"


@dataclass(frozen=True)
class Gaps:
    """What a scope has: the highest number, the free ones below it, and codes that were given and are not in use."""

    scope: str
    used: int
    highest: int
    left: int
    nearly_full: bool
    free_below: list[int]
    given_unused: list[str]


async def gaps(connection: AsyncConnection, beginning: str) -> Gaps:
    """The gap report of a scope: six digits for main items, nine for sub-items (U5)."""
    used = await store.codes_used(connection, beginning)
    numbers = {int(part) for code in used if (part := code[len(beginning) :][:TAIL]).isdigit()} - {0}
    highest = max(numbers, default=0)
    free = [n for n in range(1, highest) if n not in numbers][:GAPS]
    unused = await store.given_unused(connection, beginning)
    count = len(numbers)
    return Gaps(beginning, count, highest, SERIALS.left(count), SERIALS.nearly_full(count), free, unused[:GAPS])
