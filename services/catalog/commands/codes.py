"""Basic codes: given by the catalogue's owner, one after the other, never twice, never round again (U5)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from shared.codes import NATION, Exhausted, Serials, explain
from shared.problems import Conflict, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit

SERIALS = Serials(width=3)
MAIN, TAIL = 9, 3
WHOLE, DIVIDED = "000", "00Y"
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

    `main` is the nine digits of a main item, or empty; `divided` asks for a main item that will have sub-items (00Y).
    A code that is in the catalogue, was ever given, or leads on to another is never given again.
    """
    beginning = main or f"{who.region[:2]}{item_type}{department}"
    if main[:2] not in ("", who.region[:2]):
        raise Refused("主项属于其他省的目录。", "The main item belongs to another province's catalogue.", "owner")
    await store.next_serial(unit.connection, f"basic:{beginning}")  # its row is locked until the commit
    used = await store.codes_used(unit.connection, beginning)
    if main:
        _demand_divided(main, used)
    numbers = {int(part) for code in used if (part := code[len(beginning) :][:TAIL]).isdigit()} - {0}
    try:
        serial = SERIALS.lowest(numbers)
    except Exhausted as full:
        raise Refused(
            f"{beginning} 下的编号已用完（共 {SERIALS.last} 个），请另立主项或部门代码。",
            f"The {SERIALS.last} numbers under {beginning} are used up; take another main item or department.",
            "exhausted",
        ) from full
    code = beginning + SERIALS.format(serial) + ("" if main else DIVIDED if divided else WHOLE)
    _demand_sound(code)
    await store.give_code(unit.connection, {"code": code, "office": who.office, "by": who.subject, "at": unit.stamp})
    count = len(numbers) + 1
    unit.note("code.allocate", code, why=f"{beginning} 余 {SERIALS.left(count)} 个")
    return Allocated(code, SERIALS.left(count), SERIALS.nearly_full(count))


def _demand_sound(code: str) -> None:
    if fault := explain(code, "basic")["fault"]:
        raise Malformed(f"不能分配 {code}：{fault['message']}", f"{code}: {fault['message_en']}", "code")


def _demand_divided(main: str, used: Collection[str]) -> None:
    """Sub-items come under a main item that is known and has them (domain.md 2.1)."""
    if main + WHOLE in used:
        raise Refused(
            f"{main}{WHOLE} 没有子项，不能在其下编子项；请先为该主项分配 {DIVIDED} 编码。",
            f"{main}{WHOLE} has no sub-items; a main item with sub-items ends in {DIVIDED}.",
            "not_divided",
        )
    if not used:
        raise Refused(
            f"没有主项 {main}，请先分配主项编码（divided=true）。",
            f"There is no main item {main}; allocate it first (divided=true).",
            "no_main_item",
        )


def demand_place(code: str, office: str, known: Collection[str], given_to: str | None) -> None:
    """A new code stands alone: nobody else was given it, and it does not contradict its main item (domain.md 2.1).

    `known` is what the other codes of the main item end in.
    """
    if given_to and given_to != office:
        raise Conflict(f"{code} 已分配给其他部门。", f"{code} was given to another department.", "given_away")
    if any(other != WHOLE for other in known) if code[MAIN:] == WHOLE else WHOLE in known:
        raise Conflict(
            f"{code[:MAIN]} 既写作没有子项（{WHOLE}），又有子项或 {DIVIDED}；请核对。",
            f"{code[:MAIN]} stands both without sub-items ({WHOLE}) and with them.",
            "main_item",
        )


async def demand_new_code(unit: Unit, code: str, office: str) -> None:
    """The same for one code, under the lock that allocation takes too."""
    sub = code[MAIN:] not in (WHOLE, DIVIDED)
    await store.next_serial(unit.connection, f"basic:{code[: MAIN if sub else MAIN - TAIL]}")
    given = await store.given_to(unit.connection, [code])
    beside = await store.codes_beside(unit.connection, [code[:MAIN]])
    demand_place(code, office, beside[code[:MAIN]], given.get(code))


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
