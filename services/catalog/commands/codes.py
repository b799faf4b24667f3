"""Basic codes: given by the catalogue's owner, one after the other, never twice, never round again."""

from dataclasses import dataclass

from services.catalog import store
from shared.codes import Exhausted, Serials
from shared.problems import Refused
from shared.rights import Principal
from shared.unit import Unit

SERIALS = Serials(width=3)


@dataclass(frozen=True)
class Allocated:
    """A new basic code, how many its scope has left, and whether that is little."""

    basic_code: str
    left: int
    nearly_full: bool


async def allocate(unit: Unit, who: Principal, item_type: str, department: str, main: str) -> Allocated:
    """The next main-item code of a type and department, or the next sub-item code of a main item.

    `main` is the nine digits of a main item, or empty. Codes that came by import are never given again.
    """
    beginning = main or f"{who.region[:2]}{item_type}{department}"
    if main and main[:2] != who.region[:2]:
        raise Refused("主项属于其他省的目录。", "The main item belongs to another province's catalogue.", "owner")
    held = [code[len(beginning) :][:3] for code in await store.codes_beginning(unit.connection, beginning)]
    highest = max((int(part) for part in held if part.isdigit()), default=0)
    given = await store.next_serial(unit.connection, f"basic:{beginning}", highest)
    try:
        serial = SERIALS.allocate(given - 1)
    except Exhausted as full:
        raise Refused(
            f"{beginning} 下的编号已用完（共 {SERIALS.last} 个），请另立主项或部门代码。",
            f"The {SERIALS.last} numbers under {beginning} are used up; take another main item or department.",
            "exhausted",
        ) from full
    code = beginning + SERIALS.format(serial) + ("" if main else "000")
    unit.note("code.allocate", code, why=f"{beginning} 余 {SERIALS.left(serial)} 个")
    return Allocated(code, SERIALS.left(serial), SERIALS.nearly_full(serial))
