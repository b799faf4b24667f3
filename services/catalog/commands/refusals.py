"""A refusal to claim is looked at by the reform office of the body's place, which agrees or has the body asked again (U6)."""

from typing import Literal

from services.catalog import store
from services.catalog.commands.offers import offer_to
from services.catalog.commands.province import report_claim
from services.catalog.domain.offers import demand_in_force
from shared.problems import Conflict, Forbidden, Malformed
from shared.rights import Principal, Role
from shared.unit import Unit

CLAUSE = "004 第四条第一款、第五条第一款"
ZH = {"agreed": "同意不予认领", "rejected": "应予认领"}


async def audit_refusal(
    unit: Unit, who: Principal, base_id: str, office: str, verdict: Literal["agreed", "rejected"], note: str
) -> None:
    """Agree to a refusal until its end, or put the item before the body again, with the reason."""
    body = await store.office(unit.connection, office)
    if Role.STAFFING_AUDITOR not in who.roles:
        raise Forbidden("不予认领由审改（编制）部门审核。", "The reform office audits refusals.", "remit")
    if who.region[:6] != body.region[:6]:
        raise Forbidden("由同级审改部门审核。", "The reform office of the body's own level audits it.", "level")
    if verdict == "rejected" and not note:
        raise Malformed("不同意须写明理由。", "Say why it is to be claimed.", "note")
    base = await store.load(unit.connection, base_id)
    demand_in_force(base)
    held = {"audit": verdict, "audited_by": who.subject, "audited_at": unit.stamp, "audit_note": note}
    if not await store.audit_refusal(unit.connection, base_id, office, held):
        raise Conflict("没有待审核的不予认领。", "No refusal waits for an audit.", "no_refusal")
    unit.note("refusal.audit", base_id, why=f"{CLAUSE}：{body.name}{ZH[verdict]}：{note}"[:500])
    if verdict == "rejected":
        elements = await store.edition(unit.connection, base_id, base.head)
        await offer_to(unit, base, elements, [office], f"{CLAUSE}：{body.name}{ZH[verdict]}：{note}"[:500])
        await report_claim(unit, base, office, body.region, {"state": "offered", "office_name": body.name})
