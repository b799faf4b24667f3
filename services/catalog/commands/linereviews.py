"""The department above on the line reviews what the bodies below hold, and sends it back to be mended (A23)."""

from typing import Literal

from services.catalog import store
from services.catalog.commands.line import on_the_line, speak
from services.catalog.domain import demand_edition
from shared.problems import Forbidden, Malformed
from shared.rights import Principal
from shared.unit import Unit

Verdict = Literal["conforms", "mend"]
CLAUSE = "000 三（一）"


async def review_line(unit: Unit, who: Principal, item_id: str, edition: int, verdict: Verdict, text: str) -> None:
    """A verdict on the present edition; what is to be mended waits in the body's inbox until a later one conforms."""
    item, above = await on_the_line(unit.connection, who, item_id)
    if who.office not in above:
        raise Forbidden("条线审核由上级对口部门作出。", "The department above on the line reviews.", "own_work")
    demand_edition(item, edition)
    if verdict == "mend" and not text:
        raise Malformed("请写明需要整改的内容。", "Say what is to be mended.", "text")
    row = {"item_id": item_id, "office": who.office, "edition": edition, "verdict": verdict, "text": text}
    await store.add_line_review(unit.connection, row | {"by": who.subject, "at": unit.stamp})
    ground = f"line:{who.office}"
    await store.settle(unit.connection, item_id, ground)
    if verdict == "mend":
        told = {"message_zh": f"上级部门审核第 {edition} 版，要求整改：{text}", "evidence": CLAUSE}
        told |= {"message": f"The department above asks to mend edition {edition}: {text}", "opened_at": unit.stamp}
        await store.attend(
            unit.connection, told | {"item_id": item_id, "ground": f"{ground}:{edition}", "office": item.office}
        )
    said = "条线审核：符合统一标准" if verdict == "conforms" else f"条线审核：请整改。{text}"
    await speak(unit, who, item_id, said[:2000])
    unit.note(f"line.{verdict}", item_id, why=f"{CLAUSE} 第 {edition} 版 {text[:400]}")
