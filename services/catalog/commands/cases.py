"""Cases: cancelling and adjusting through their gates, in order; requests upward for items of local regulations."""

import json
import uuid
from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.adjusting import granted
from services.catalog.commands.delegating import (
    conclude,
    delegation,
    end_with_case,
    hand_over,
    looked_at,
    take_back,
    to_hand_over,
)
from services.catalog.commands.entrusting import end_entrusting, ending
from services.catalog.commands.goingalong import decided
from services.catalog.commands.heirs import demand_followed
from services.catalog.commands.leaving import supersede
from services.catalog.commands.line import report_kept
from services.catalog.commands.standing import base_of
from services.catalog.domain import Item, demand_own
from services.catalog.domain.gates import (
    Case,
    GateRule,
    Paper,
    Verdict,
    case_kinds,
    demand_force,
    demand_gatekeeper,
    demand_paper,
    demand_turn,
)
from services.catalog.domain.offers import demand_in_force, demand_standing
from services.catalog.domain.policies import demand_adjustable
from services.catalog.domain.quality import PLANNED
from services.catalog.domain.regulations import demand_local_regulation
from services.catalog.rules import rules
from shared.clock import day
from shared.codes import division
from shared.events import ItemRef, RequestAnswered
from shared.hosting.runtime import Runtime
from shared.problems import Conflict, Forbidden, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit

REQUEST, PUSHED = "request_item", "cancel_pushed"
CONTENT = {"unlock": granted, "hand_over": to_hand_over, "delegate": looked_at}
"""What a case says once a gate with this effect is passed."""
EFFECTS = {"hand_over": hand_over, "delegate": conclude, "end_entrust": end_entrusting}


async def open_case(
    unit: Unit,
    who: Principal,
    item_id: str,
    kind: str,
    ground: str,
    keys: list[str],
    to: list[str],
    way: str,
    rest: str = "stays",
) -> Case:
    """Open a case about one's own item; one at a time. `keys` are what an adjustment opens, `to` who takes over or is
    entrusted no more.

    `rest` says what becomes of the item where nobody takes over. What follows a cancellation above opens by itself; the
    body opens it again where it was refused.
    """
    item = await store.load(unit.connection, item_id)
    demand_own(item, who)
    demand_standing(await store.load(unit.connection, item_id))
    base = await base_of(unit, item)
    if kind == PUSHED and (base.state != "cancelled" or item.layer != "implementation"):
        raise Forbidden(
            "这类办件随上级取消开立；上级未取消的，请按 004 第十二条第一款办理。",
            "Cases of this kind open with a cancellation from above.",
            "kind",
        )
    demand_force(kind, day(unit.at))
    if kind == "adjust":
        demand_in_force(base)
        demand_adjustable(keys)
    if kind == "delegate":
        kind, content = await delegation(unit, item, to, way, rest)
        return await _open(unit, item, kind, ground, content)
    if kind == "end_entrust":
        return await _open(unit, item, kind, ground, await ending(unit, item, to))
    return await _open(unit, item, kind, ground, {"elements": keys})


async def _open(unit: Unit, item: Item, kind: str, ground: str, content: dict[str, Any]) -> Case:
    if await store.open_case_of(unit.connection, item.item_id):
        raise Conflict("该事项已有办件在办。", "A case about the item is open already.", "open_case")
    case = _case(unit, item, kind, ground, content)
    await store.add_case(unit.connection, case)
    unit.note("case.open", item.item_id, why=f"{case_kinds()[kind].clause}：{ground[:300]}")
    return case


def _case(unit: Unit, item: Item, kind: str, ground: str, content: dict[str, Any]) -> Case:
    return Case(
        case_id=str(uuid.uuid4()),
        item_id=item.item_id,
        kind=kind,
        ground=ground,
        state="open",
        office=item.office,
        region=item.region,
        opened_by=unit.actor.who,
        opened_at=unit.stamp,
        updated_at=unit.stamp,
        content=json.dumps(content, ensure_ascii=False),
    )


async def push(unit: Unit, item: Item, ground: str) -> Case:
    """Open the shorter path of 第十二条第二款 about an item; whatever else was open about it ends here.

    The clause has the bodies follow in time (及时) and asks nobody but the 审改机构. To wait for an adjustment or a
    delegation of an item that is no more would be late and for nothing, and the longer path of the same article asks for
    a consent that the province has given by cancelling. So the pushed case takes the place of any other; what has passed
    stays in the trail and with the case that ended.
    """
    case = _case(unit, item, PUSHED, ground, {"elements": []})
    await supersede(unit, item.item_id, case.case_id, ground)
    await store.add_case(unit.connection, case)
    unit.note("case.open", item.item_id, why=f"{case_kinds()[case.kind].clause}：{ground[:300]}")
    return case


async def pass_gate(
    unit: Unit, who: Principal, case_id: str, gate: str, verdict: Verdict, paper: Paper, note: str, here: Runtime
) -> Case:
    """Pass or refuse the gate that is due; the last one does what the case is for."""
    case = await store.load_case(unit.connection, case_id)
    passed = [row.gate for row in await store.gates_of(unit.connection, case_id)]
    rule = demand_turn(case, passed, gate)
    item = await store.load(unit.connection, case.item_id)
    demand_gatekeeper(case, rule, who, same_line=await _same_line(unit, item, who))
    demand_paper(rule, verdict, paper, note)
    if verdict == "passed":
        await _demand_same_life(unit, case, item)
    if paper.sha256 and not await store.has_attachments(unit.connection, [paper.sha256]):
        raise Malformed("文件扫描件尚未上传。", "The document's scan has not been uploaded.", "attachment")
    row = {"case_id": case_id, "gate": gate, "position": len(passed), "verdict": verdict, "note": note}
    row |= {
        "document_number": paper.number,
        "issuer": paper.issuer,
        "issued_on": paper.issued_on,
        "sha256": paper.sha256,
    }
    await store.add_gate(unit.connection, row | {"by": who.subject, "at": unit.stamp})
    why = f"{case_kinds()[case.kind].clause} {rule.zh} {paper.number} {note[:200]}".strip()
    unit.note(f"case.{verdict}", case.item_id, why=why)
    return await _moved(unit, who, case, rule, verdict, note, here)


async def _demand_same_life(unit: Unit, case: Case, item: Item) -> None:
    """Conflict when the item is cancelled, or was taken out and lives again since the case was opened about it."""
    demand_standing(item)
    if await store.taken_out_since(unit.connection, item.item_id, case.opened_at):
        raise Conflict(
            f"开立办件后，事项 {item.code} 曾随撤销装载取消，现已重新装载或认领；请不予通过本办件，需要时另行开立。",
            f"{item.code} was taken out with the undo of its load since the case was opened, and began anew: "
            "refuse this case, and open another if it is wanted.",
            "began_anew",
        )


async def _moved(
    unit: Unit, who: Principal, case: Case, rule: GateRule, verdict: Verdict, note: str, here: Runtime
) -> Case:
    last = case_kinds()[case.kind].gates[-1].id == rule.id
    state = "refused" if verdict == "refused" else "done" if last else "open"
    if state == "done":
        await _demand_supervised(unit, case.item_id)
    if verdict == "passed" and rule.effect == "cancel":
        item = await store.load(unit.connection, case.item_id)
        for one in (item, *await store.entrusted(unit.connection, item)):
            await demand_followed(unit, one, note)
    told = CONTENT.get(rule.effect) if verdict == "passed" else None
    case = replace(case, content=await told(unit, case) if told else case.content)
    if verdict == "refused":
        case = await _refused(unit, who, case, note, here)
    await store.set_case(unit.connection, case.case_id, state, unit.stamp, case.content)
    if verdict == "passed" and rule.effect == "cancel":
        await decided(unit, await store.load(unit.connection, case.item_id))
        await end_with_case(unit, who, case, case.ground, here)
    if verdict == "passed" and rule.effect in EFFECTS:
        await EFFECTS[rule.effect](unit, who, case, here)
    return replace(case, state=state, updated_at=unit.stamp)  # type: ignore[arg-type]


async def _refused(unit: Unit, who: Principal, case: Case, note: str, here: Runtime) -> Case:
    """What was to come of a case does not; who waits for it hears so."""
    await store.settle(unit.connection, case.item_id, f"{PLANNED}cancel:")
    if case.kind == PUSHED:
        await report_kept(unit, await store.load(unit.connection, case.item_id), note)
    return replace(case, content=await take_back(unit, who, case, here)) if case.kind == "delegate" else case


async def _demand_supervised(unit: Unit, item_id: str) -> None:
    """No case of an item that the public had is closed before its later supervision is said (004 第十七条)."""
    item, held = await store.load_head(unit.connection, item_id)
    lacking = list(rules()["supervision_whole"].finds(held.elements)) if item.online else []
    if lacking:
        raise Refused(
            f"{lacking[0].zh}：逐项明确监管层级、措施和规则标准后方可办结（004 第十七条）。",
            f"{lacking[0].en}: say level, measures and standard of its supervision before the case is closed.",
            "supervision",
        )


async def _same_line(unit: Unit, item: Item, who: Principal) -> bool:
    """Whether the caller's department keeps the catalogue item that this item stands on."""
    base = await store.by_code(unit.connection, item.basic_code)
    return base is not None and base.office == who.office


async def request_item(unit: Unit, who: Principal, wanted: dict[str, Any]) -> Case:
    """Ask the province to compile a catalogue item that a local regulation sets up (G21)."""
    office = await store.office(unit.connection, who.office)
    demand_local_regulation(str(wanted["law"]), office.region)
    case = Case(
        case_id=str(uuid.uuid4()),
        item_id="",
        kind=REQUEST,
        ground=str(wanted["reason"]),
        state="open",
        office=who.office,
        region=office.region,
        opened_by=who.subject,
        opened_at=unit.stamp,
        updated_at=unit.stamp,
        content=json.dumps(wanted | {"line": office.line}, ensure_ascii=False),
    )
    await store.add_case(unit.connection, case)
    unit.note("request.open", case.case_id, why=f"004 第十条第一款：{wanted['name']}")
    return case


async def answer_request(
    unit: Unit, who: Principal, case_id: str, verdict: Verdict, basic_code: str, note: str
) -> Case:
    """The line department compiled the item, or says why not."""
    case = await store.load_case(unit.connection, case_id)
    content = json.loads(case.content)
    mine = await store.office(unit.connection, who.office)
    if case.kind != REQUEST or case.state != "open":
        raise Conflict("该请示已经答复。", "The request was answered already.", "closed")
    who.demand_territory(case.region)
    if mine.line != content["line"]:
        raise Forbidden("该请示属于其他业务条线。", "The request belongs to another line.", "line")
    if verdict == "passed":
        base = await store.by_code(unit.connection, basic_code)
        if base is None or base.layer != "base" or base.office != who.office:
            raise Malformed(
                "请填写已编入本部门目录的基本编码。", "Name the basic code it was compiled under.", "basic_code"
            )
    elif not note.strip():
        raise Malformed("不予编制须写明理由。", "A refusal needs its reason.", "note")
    state = "done" if verdict == "passed" else "refused"
    answered = content | {"basic_code": basic_code, "answer": note}
    await store.set_case(unit.connection, case_id, state, unit.stamp, json.dumps(answered, ensure_ascii=False))
    unit.note(f"request.{verdict}", case_id, why=f"004 第十条第一款：{basic_code or note[:200]}")
    unit.record(
        RequestAnswered(
            item=await _asked(unit, case, str(content["name"])),
            by_office=mine.credit_code,
            by_office_name=mine.name,
            verdict=verdict,
            law=content["law"],
            basic_code=basic_code if verdict == "passed" else "",
            note=note,
        )
    )
    return replace(case, state=state, content=json.dumps(answered, ensure_ascii=False))  # type: ignore[arg-type]


async def _asked(unit: Unit, case: Case, name: str) -> ItemRef:
    """What a request asks for, as events name it: the item that is not there yet, at the body that wants it."""
    office, place = await store.office(unit.connection, case.office), division(case.region)
    return ItemRef(
        item_id=case.case_id,
        code="",
        name=name,
        layer="base",
        office=office.credit_code,
        office_name=office.name,
        region=case.region,
        region_name=place.full_name if place else case.region,
        turn=0,
    )
