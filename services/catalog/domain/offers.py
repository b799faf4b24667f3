"""Offers: what may be offered and claimed, and what a refusal to claim needs (G05, G19)."""

from datetime import date, timedelta
from typing import Any

from services.catalog.domain.items import Item, Office
from shared.problems import Conflict, Fault, Malformed

LONGEST_REFUSAL = timedelta(days=366)
"""A refusal stands for a year at most, then the body is asked again: 应认领、尽认领 (004 第四条) leaves no offer for good.

The sources name no limit of their own; a year is the pace at which bodies answer for their lists.
"""


def demand_in_force(base: Item) -> None:
    """Conflict when the catalogue item is cancelled: nothing is done with it any more but to cancel it below."""
    if base.state == "cancelled":
        raise Conflict(
            f"目录事项 {base.code} 已经取消，不能再修改、下发、认领、划分；已认领的不能再调整、提交、质检、发布、上线或恢复，"
            "请办结随之取消办件，未获同意的重新开立。",
            f"The catalogue item {base.code} is cancelled: it is not changed, offered, claimed or divided any more, and "
            "who holds it does not submit, show or resume it: conclude the case that cancels it, or open it again.",
            "cancelled",
            extra={"clause": "004 第十二条"},
        )


def demand_standing(item: Item) -> None:
    """Conflict when a body's item is cancelled: nothing is begun about it any more."""
    if item.state == "cancelled":
        raise Conflict(f"事项 {item.code} 已经取消。", f"The item {item.code} is cancelled.", "cancelled")


def demand_refusal(reason: str, evidence: str, expires_on: date, today: date) -> None:
    """A refusal to claim has a reason, its evidence, and an end in the future that is no further than a year (G05)."""
    if not reason.strip() or not evidence.strip():
        raise Malformed(
            "不予认领须写明理由和依据材料。", "A refusal needs a reason and the evidence for it.", "refusal"
        )
    last = today + LONGEST_REFUSAL
    if not today < expires_on <= last:
        raise Malformed(
            f"不予认领的有效期须晚于今天，且不晚于 {last.isoformat()}（一年）。",
            f"A refusal ends after today and by {last.isoformat()}, a year from now.",
            "refusal",
            extra={"latest": last.isoformat()},
        )


def demand_unrefused(offer: Any, office: Office, today: date) -> None:
    """Conflict while a body's reasoned refusal of an offer stands: nobody enters the item for it meanwhile (G05)."""
    if offer.state == "refused" and offer.expires_on >= today.isoformat():
        zh = f"{office.name}已答复不予认领，{offer.expires_on} 前有效：{offer.reason}"
        en = f"{office.name} refused it until {offer.expires_on}: {offer.reason}"
        cure = (
            "由该机构撤回不予认领，或待其到期后再办",
            "let the body take it back, or wait for its end, and do it again",
        )
        raise Conflict(f"{zh}。", f"{en}.", "refused", [Fault("", "refused", zh, en, *cure)])
