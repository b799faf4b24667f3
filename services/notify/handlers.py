"""Events in: who is told of what, and which clocks start and stop."""

from collections.abc import Sequence

from services.notify import commands
from shared.elements import ELEMENTS, code_label
from shared.events import (
    DelegationRefused,
    GuideCalled,
    GuideRendered,
    ItemBehind,
    ItemCancelledAbove,
    ItemClaimed,
    ItemDiscussed,
    ItemHandedDown,
    ItemOnline,
    ItemRef,
    ItemStaged,
    ItemSubmitted,
    ItemWithdrawn,
    MergeGroupMuted,
    RequestAnswered,
    ResultFiled,
    ReviewDecided,
)
from shared.hosting.runtime import Runtime
from shared.rights import Role
from shared.unit import Unit


async def on_item_handed_down(unit: Unit, event: ItemHandedDown, _here: Runtime) -> None:
    """Every body that an item is offered to is told."""
    body = f"{event.item.office_name}下发《{event.item.name}》（{event.item.code}），请及时认领。"
    for office in event.offices:
        await commands.tell(
            unit,
            f"{event.item.item_id}:{event.edition}:{event.item.turn}",
            "handed_down",
            event.item,
            f"事项下发：{event.item.name}",
            body,
            office=office,
        )


async def on_item_claimed(unit: Unit, event: ItemClaimed, _here: Runtime) -> None:
    """The same-day clock starts."""
    duties = await commands.open_duties(unit, ItemClaimed, event.item)
    name, by = event.item.name, event.entrusted_by
    how, said = ("受委托办理", f"受{by}委托办理") if by else ("已认领", "已认领")
    body = f"{said}《{name}》（{event.item.code}）。\n{commands.due_words(duties)}"
    key = event.item.item_id
    await commands.tell(unit, key, "claimed", event.item, f"{how}：{name}", body, office=event.item.office)


async def on_item_submitted(unit: Unit, event: ItemSubmitted, _here: Runtime) -> None:
    """The elements are complete: the same-day clock stops."""
    await commands.end_duties(unit, event.item, ItemSubmitted)


async def on_item_staged(unit: Unit, event: ItemStaged, _here: Runtime) -> None:
    """Problems found in inspection or test go to the body at once (004 第六条)."""
    if event.passed:
        return
    stage = {"inspected": "质检", "tested": "测试"}[event.stage]
    body = f"《{event.item.name}》{stage}发现 {event.findings} 个问题，请整改后重新提交。"
    key = f"{event.item.item_id}:{event.item.turn}"
    await commands.tell(
        unit, key, "rectify", event.item, f"{stage}问题整改：{event.item.name}", body, office=event.item.office
    )


async def on_review_decided(unit: Unit, event: ReviewDecided, _here: Runtime) -> None:
    """The body learns how the round ended."""
    names = "、".join(ELEMENTS[key].zh for key in event.elements if key in ELEMENTS)
    words = {"approved": "审核通过", "returned": f"审核退回，请修改：{names}"}[event.decision]
    key = f"{event.audit_id}:{event.round}:{event.edition}"
    title = f"{words.split('，')[0]}：{event.item.name}"
    await commands.tell(
        unit, key, event.decision, event.item, title, f"第 {event.round} 轮{words}。", office=event.item.office
    )


async def on_result_filed(unit: Unit, event: ResultFiled, _here: Runtime) -> None:
    """The body learns that its result is filed above and may be put to use."""
    done = {"for_approval": "报批同意", "for_record": "报备"}[event.kind]
    name = event.item.name
    body = f"《{name}》（{event.item.code}）审核成果已{done}：{event.document_number}，{event.receiving_body}。请投入应用。"
    key = f"{event.filing_id}:{event.item.item_id}"
    await commands.tell(unit, key, "filed", event.item, f"成果已{done}：{name}", body, office=event.item.office)


async def on_item_online(unit: Unit, event: ItemOnline, _here: Runtime) -> None:
    """The service centre is told at once, the 5- and 10-working-day clocks start, the circular goes out.

    Where signs alone differ there is nothing to lay out anew, and nobody is told.
    """
    await _follow(unit, event.item, event.behind)
    if event.wording_only:
        return
    duties = await commands.open_duties(unit, ItemOnline, event.item)
    names = "、".join(ELEMENTS[key].zh for key in event.changed if key in ELEMENTS) or "无公开要素变化"
    body = (
        f"{event.item.office_name}《{event.item.name}》（{event.item.code}）第 {event.edition} 版于 {event.online_on} 上线。\n"
        f"变动要素：{names}\n{commands.due_words(duties)}"
    )
    key = f"{event.item.item_id}:{event.item.turn}"
    title = f"事项上线：{event.item.name}"
    await _tell_managers(unit, event, key, names)
    await commands.tell(unit, key, "online", event.item, title, body, role=Role.SERVICE_CENTRE, outside=True)
    for office in event.line_offices:
        await commands.tell(unit, key, "line_online", event.item, title, body, office=office)


async def on_item_behind(unit: Unit, event: ItemBehind, _here: Runtime) -> None:
    """What changed above is to show within ten working days (004 第十一条第二款), or shows now."""
    await _follow(unit, event.item, event.changed)


async def _follow(unit: Unit, item: ItemRef, behind: Sequence[str]) -> None:
    """The clock of who is behind runs from the first change on, until nothing is left that does not show."""
    if not behind:
        await commands.end_duties(unit, item, ItemOnline)
    elif not await commands.runs(unit, ItemBehind, item):
        duties = await commands.open_duties(unit, ItemBehind, item)
        names = "、".join(ELEMENTS[key].zh for key in behind if key in ELEMENTS)
        body = f"上级变动了《{item.name}》（{item.code}）的{names}，公布的仍是原内容，请合并、提交审核并上线。\n"
        body += commands.due_words(duties)
        key, title = f"{item.item_id}:{item.turn}", f"跟进上级变动：{item.name}"
        await commands.tell(unit, key, "behind", item, title, body, office=item.office)


async def on_item_cancelled_above(unit: Unit, event: ItemCancelledAbove, _here: Runtime) -> None:
    """Whoever holds what was cancelled above is told at once, and until when it is to be cancelled.

    Pushed again, it is due when it was before.
    """
    item = event.item
    duties = (
        []
        if await commands.runs(unit, ItemCancelledAbove, item)
        else await commands.open_duties(unit, ItemCancelledAbove, item)
    )
    body = f"上级已取消《{item.name}》的目录事项 {event.above}：{event.reason}\n请配合审改机构及时取消 {item.code}。\n{commands.due_words(duties)}"
    key, title = f"{item.item_id}:{item.turn}", f"上级已取消：{item.name}"
    await commands.tell(unit, key, "cancelled_above", item, title, body, office=item.office)


async def _tell_managers(unit: Unit, event: ItemOnline, key: str, changed: str) -> None:
    """Whoever manages a list that the item stands on too is to bring it in line (004 第十三条)."""
    for one in {linked.manager: linked for linked in event.linked_lists}.values():
        theirs = event.item.model_copy(update={"office": one.manager, "office_name": one.manager_name})
        duties = await commands.open_duties(unit, ItemOnline, theirs, manager=True)
        labels = [
            code_label("linked_list", linked.code) for linked in event.linked_lists if linked.manager == one.manager
        ]
        lists = "、".join(label.zh for label in labels if label)
        body = f"《{event.item.name}》（{event.item.code}）有变动，请对照调整{lists}。\n变动要素：{changed}\n"
        title = f"对照调整关联清单：{event.item.name}"
        body += commands.due_words(duties)
        await commands.tell(unit, key, "linked_list", event.item, title, body, office=one.manager)


async def on_item_discussed(unit: Unit, event: ItemDiscussed, _here: Runtime) -> None:
    """Whoever the word is meant for is told that it is there."""
    name = event.item.name
    body = f"{event.by_office_name}就《{name}》（{event.item.code}）留言，请到工作台“条线沟通”查看、回复。"
    for office in event.to:
        await commands.tell(unit, event.note_id, "line_note", event.item, f"条线沟通：{name}", body, office=office)


async def on_merge_group_muted(unit: Unit, event: MergeGroupMuted, _here: Runtime) -> None:
    """The province's data centre learns that a group of elements is asked about no more, why, and until when."""
    body = (
        f"上级变更中“{event.group_zh}”一组，最近 {event.labels} 次确认仅 {event.needed} 次须修改，已自动静默至 {event.until}。"
        "变更仍可在“待合并的上级变更”中查看、采用；省级大数据中心可提前恢复提醒。"
    )
    key = f"{event.group}:{event.until}:{event.item.region[:2]}"
    title = f"提醒静默：{event.group_zh}"
    whole = event.item.model_copy(update={"region": f"{event.item.region[:2]}0000"})
    await commands.tell(unit, key, "muted", whole, title, body, role=Role.DATA_CENTRE)


async def on_delegation_refused(unit: Unit, event: DelegationRefused, _here: Runtime) -> None:
    """Who wanted to hand an item down learns that it stays his; the bodies below, that it did not come to them."""
    item, title = event.item, f"下放未通过：{event.item.name}"
    key, said = (
        f"{item.item_id}:{unit.since.isoformat()}",
        f"《{item.name}》（{item.code}）下放未通过：{event.reason}。",
    )
    to = {item.office: "照常由本单位办理。"} | dict.fromkeys(event.offices, "移交撤回，本单位此前所持不变。")
    for office, what in to.items():
        body = f"{item.office_name}{said}{what}"
        await commands.tell(unit, key, "delegation_refused", item, title, body, office=office)


async def on_request_answered(unit: Unit, event: RequestAnswered, _here: Runtime) -> None:
    """Who asked above for a catalogue item learns the answer, and why not (004 第十条第一款)."""
    name, asked = event.item.name, f"依据《{event.law.strip('《》')}》请示编制的《{event.item.name}》"
    if event.verdict == "passed":
        words = "请示已编入目录"
        body = f"{asked}，{event.by_office_name}已编入目录，基本编码 {event.basic_code}，下发后请及时认领。"
    else:
        words, body = "请示不予编制", f"{asked}，{event.by_office_name}不予编制。"
    said = f"{body}\n{'理由' if event.verdict == 'refused' else '说明'}：{event.note}" if event.note else body
    key = event.item.item_id
    await commands.tell(unit, key, "request_answered", event.item, f"{words}：{name}", said, office=event.item.office)


async def on_item_withdrawn(unit: Unit, event: ItemWithdrawn, _here: Runtime) -> None:
    """The body and the service centre are told at once, and the hall has five working days.

    Of what is cancelled nothing else has to be done; a draft that is given up is no change for the hall.
    """
    item, words = event.item, {"suspended": "暂停", "cancelled": "取消"}[event.ground]
    key, title = f"{item.item_id}:{item.turn}", f"事项{words}：{item.name}"
    body = f"{item.office_name}《{item.name}》（{item.code}）{words}：{event.reason}"
    await commands.tell(unit, key, event.ground, item, title, body, office=item.office)
    if event.ground == "cancelled":
        await commands.end_duties(unit, item, ItemOnline, ItemSubmitted, ItemWithdrawn)
        if not event.was_online:
            return
    duties = await commands.open_duties(unit, ItemWithdrawn, item)
    body += f"\n{commands.due_words(duties)}"
    await commands.tell(unit, key, event.ground, item, title, body, role=Role.SERVICE_CENTRE, outside=True)


async def on_guide_rendered(unit: Unit, event: GuideRendered, _here: Runtime) -> None:
    """The body can look at its guide."""
    forms = "、".join(r.format for r in event.renderings)
    body = f"《{event.item.name}》第 {event.edition} 版办事指南已生成：{forms}。上线后公开。"
    key = f"{event.item.item_id}:{event.edition}"
    await commands.tell(
        unit, key, "guide", event.item, f"指南已生成：{event.item.name}", body, office=event.item.office
    )


async def on_guide_called(unit: Unit, event: GuideCalled, _here: Runtime) -> None:
    """The body learns until when the service centre wants its guide."""
    name = event.item.name
    body = f"政务服务中心请于 {event.until} 前完成《{name}》（{event.item.code}）办事指南的编制、公布。\n{event.note}".strip()
    title = f"催编指南：{name}"
    key = f"{event.item.item_id}:{event.until}:{unit.since.isoformat()}"
    await commands.tell(unit, key, "guide_called", event.item, title, body, office=event.item.office)
