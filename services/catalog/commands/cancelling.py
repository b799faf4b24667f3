"""The province cancels a catalogue item, or puts others in its place; an old code always leads somewhere (G27, G28)."""

from collections.abc import Sequence
from dataclasses import replace

from services.catalog import store
from services.catalog.commands.offers import offer_successor
from services.catalog.commands.spreading import spread
from services.catalog.domain import Item
from services.catalog.domain.successors import demand_successors
from shared.codes.items import DIVIDED, MAIN, WHOLE
from shared.problems import Conflict, Forbidden, Malformed, NotFound
from shared.rights import Principal
from shared.unit import Unit


async def cancel_base(
    unit: Unit, who: Principal, basic_code: str, reason: str, to: Sequence[str], kind: str
) -> list[str]:
    """Cancel (or merge, split, rename) a catalogue item: its offers end, every holder gets the shorter path (G28).

    `to` are the basic codes that follow; a main item stands for its sub-items. Each holder that does not have them is
    offered them, so that its old code leads to a code of its own once it has claimed; so is who was offered what ends,
    and had not claimed. Who is entrusted is not: its organ entrusts it anew. Returns the holders' items. What is cancelled already is pushed again to those who kept it.
    """
    demand_successors(kind, to)
    to = await _divided(unit, who, basic_code, to)
    known = await store.items_by_code(unit.connection, [basic_code, *to])
    base = _own_base(known.get(basic_code), who)
    if base.state == "cancelled":
        return await _pushed_again(unit, who, base, reason, to)
    await demand_without_subs(unit, who, base)
    heirs = [_demand_heir(known.get(code), code, basic_code) for code in to]
    after = replace(base, state="cancelled", turn=base.turn + 1, updated_at=unit.stamp)
    await store.replace(unit.connection, base, after)
    await store.settle(unit.connection, base.item_id, store.ground_of(""))
    stand = await store.offers_on(unit.connection, base.item_id)
    ended = await store.withdraw_offers(unit.connection, base.item_id, unit.stamp)
    unit.note("catalogue.cancel", base.item_id, why=f"{kind}：{reason[:300]}；收回下发 {ended} 项")
    held = await store.holders(unit.connection, base.item_id)
    await _lead(unit, [basic_code, *(item.code for item in held)], heirs, kind, reason)
    await spread(unit, who, after, reason)
    asked = {office for office, state in stand.items() if state in ("offered", "refused")}
    for heir in heirs:
        await offer_successor(unit, heir, sorted(asked | {item.office for item in held if not item.organ}), basic_code)
    return [item.item_id for item in held]


async def _pushed_again(unit: Unit, who: Principal, base: Item, reason: str, to: Sequence[str]) -> list[str]:
    """Who still has it, because his case was refused, gets it anew; what follows it stays as it was said."""
    follow = {row["new_code"] for row in await store.successions(unit.connection, base.code)}
    kept = await store.unpushed(unit.connection, base.item_id)
    if not kept or not set(to) <= follow:
        raise Conflict("该目录事项已经取消。", "The catalogue item is cancelled already.", "cancelled")
    unit.note("catalogue.push", base.item_id, why=f"004 第十二条第二款：{reason[:300]}；再次推送 {len(kept)} 项")
    await spread(unit, who, base, reason)
    return kept


async def _divided(unit: Unit, who: Principal, old: str, to: Sequence[str]) -> list[str]:
    """The successors that bodies can hold: in the place of a main item with sub-items (00Y), those in force."""
    heirs: list[str] = []
    for code in to:
        if not code.endswith(DIVIDED):
            heirs.append(code)
            continue
        subs = [sub for sub in await _subs_of(unit, who, code) if sub != old]
        if not subs:
            raise Malformed(
                f"{code} 是有子项的主项，其下没有在用的子项；请先编子项，或写明承接的子项编码。",
                f"{code} is a main item without a sub-item in force; add one first, or name the sub-items that follow.",
                "successor",
            )
        heirs += subs
    return list(dict.fromkeys(heirs))


async def _subs_of(unit: Unit, who: Principal, code: str) -> list[str]:
    """The sub-items in force under a main item, whoever keeps them."""
    beside = await store.under_main(unit.connection, code[:MAIN], who.office, "")
    return [one.code for one in beside if one.layer == "base" and one.code[MAIN:] not in (WHOLE, DIVIDED)]


async def demand_without_subs(unit: Unit, who: Principal, base: Item) -> None:
    """Conflict when a main item is cancelled over its sub-items: they would go on under nothing (A06)."""
    if base.code.endswith(DIVIDED) and (subs := await _subs_of(unit, who, base.code)):
        raise Conflict(
            f"主项 {base.code} 下还有在用的子项：{'、'.join(subs)}；请先取消（或合并、更名）这些子项，再取消主项。",
            f"{base.code} has sub-items in force: {', '.join(subs)}. Cancel or merge them first, then the main item.",
            "sub_items",
            extra={"sub_items": subs},
        )


async def _lead(unit: Unit, old: Sequence[str], heirs: Sequence[Item], kind: str, reason: str) -> None:
    """Each old code leads to the basic codes that follow; which code of a body that is, is seen when it is asked for."""
    common = {"kind": kind, "reason": reason, "at": unit.stamp}
    rows = [{"old_code": code, "new_code": heir.code} | common for code in old for heir in heirs]
    if rows:
        await store.succeed(unit.connection, rows)


def _own_base(base: Item | None, who: Principal) -> Item:
    if base is None or base.layer != "base":
        raise NotFound("目录中没有该编码。", "There is no such code in the catalogue.", "basic_code")
    if base.office != who.office:
        raise Forbidden(f"该事项由{base.office_name}管理。", f"The item is kept by {base.office_name}.", "owner")
    return base


def _demand_heir(heir: Item | None, code: str, old: str) -> Item:
    if heir is None or heir.layer != "base" or heir.state == "cancelled" or code == old:
        raise Malformed(
            f"承接编码 {code} 不在目录中或已取消。", f"{code} is not in force in the catalogue.", "successor"
        )
    return heir
