"""What a dump's own table of the catalogue, up_task_directory, does to the items of the catalogue (ADR 0031).

The catalogue is its department's (G22). The provincial data centre, which loads the province's dump, brings its rows in
in the name of the department that keeps each item, through the verbs of the catalogue; whoever loads otherwise is told
by row what differs, and who changes it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from services.catalog import store
from services.catalog.commands.cancelling import cancel_base, demand_without_subs
from services.catalog.commands.catalogue import again_base, change_base, demand_base, demand_owner, new_base
from services.catalog.commands.codes import demand_new_code
from services.catalog.commands.dumps import DIRECTORY, DIRECTORY_ROWS, Told
from services.catalog.commands.loading import Found, Loading, whole
from services.catalog.commands.loadingmains import name_main
from services.catalog.commands.reloading import Reloading
from services.catalog.domain import Edition, Item, Office
from services.catalog.domain.directory import stated
from services.catalog.domain.inout import CANCELS, RowOutcome, ask_first, differences
from services.catalog.domain.loading import department_of
from services.catalog.domain.merging import key_of
from services.catalog.intake import PASSED
from shared import elements
from shared.clock import day
from shared.codes import covers, items, tables
from shared.problems import Conflict, Forbidden, Malformed, Problem
from shared.rights import Principal
from shared.xlsx import SheetFault

Words = tuple[str, str, str, str]
LOAD = "load"


@dataclass
class Directory:
    """A row of the catalogue's own table in a load. `tried` is false until somebody could see what it changes."""

    loading: Loading
    reloading: Reloading
    tried: bool

    async def take(self, told: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """What the row says becomes the catalogue's, or is told where whoever loads it does not keep that."""
        connection = self.loading.unit.connection
        if told.ends_on > day(self.loading.unit.at).isoformat():
            _say(row, "planned_day", _planned(told))
        if told.standing == "doubtful" or not _writes(self.loading.who, told.basic_code, item):
            tell_directory(told, row, item, held)
        elif item is None or held is None or await store.taken_out(connection, item):
            await self._enter(told, row, item)
        elif item.state == "cancelled":
            if not self.reloading.older(told, row, item):
                tell_directory(told, row, item, held)
        else:
            row.item_id, row.before = item.item_id, item.head
            await self._held(told, row, item, held)

    async def _held(self, told: Told, row: RowOutcome, item: Item, held: Edition) -> None:
        if self.reloading.older(told, row, item):
            return
        if told.standing == "cancelled":
            await self._end(told, row, item)
        else:
            await self._change(told, row, item, held)

    async def _change(self, told: Told, row: RowOutcome, item: Item, held: Edition) -> None:
        """Merged over what the catalogue says: what its department changed since the load before stays."""
        unit, write = self.loading.unit, self.loading.write
        merge = self.reloading.merge_above(item, held, told)
        row.changes = differences(held.elements, merge.values)
        row.action = "changed" if merge.values != held.elements else "same"
        if row.action == "changed":
            demand_base(merge.values, item.code, day(unit.at), held.elements)
        self.reloading.unsaid(told, row, item)
        self._ask(row)
        if kept := list(dict.fromkeys(conflict.path for conflict in merge.conflicts)):
            _say(row, "kept_own", _kept(told, item, kept))
        if write and row.action == "changed":
            keeper = self.loading.in_name_of(item.office, item.region)
            row.after = (await change_base(unit, keeper, item, held, merge.values, self.loading.reason)).number
        if write:
            self.reloading.note(row, told, merge.values, told.above)

    async def _end(self, told: Told, row: RowOutcome, item: Item) -> None:
        """What is cancelled where it comes from is cancelled in the catalogue; each holder gets the shorter path (G28)."""
        loading, keeper = self.loading, self.loading.in_name_of(item.office, item.region)
        row.action = "to_cancel"
        held = await store.holders(loading.unit.connection, item.item_id)
        _say(row, CANCELS, _cancels(told, item, len(held)))
        self.reloading.unsaid(told, row, item)
        self._ask(row)
        if loading.write:
            ground = f"来源库已取消（{loading.reason}）"[:300]
            async with whole(loading.unit):
                await cancel_base(loading.unit, keeper, item.code, ground, [], "cancel")
            self.reloading.note(row, told, {}, {})
        else:
            await self._demand_without_subs(item, keeper)

    async def _demand_without_subs(self, item: Item, keeper: Principal) -> None:
        """A main item ends after its sub-items; those that the same dump ends count as ended."""
        loading = self.loading
        try:
            await demand_without_subs(loading.unit, keeper, item)
        except Conflict as conflict:
            subs = set(conflict.extra["sub_items"])
            ending = await store.codes_of(loading.unit.connection, loading.set_id, "to_cancel", subs)
            if subs - ending:
                raise

    async def _enter(self, told: Told, row: RowOutcome, gone: Item | None) -> None:
        """An item that the catalogue lacks comes in, unless the row of a body on it brings it; or it is said why not."""
        row.action = "passed"
        if told.item_row or told.standing in PASSED:
            return
        try:
            found, owner = await self._new(told, row, gone)
        except Problem as problem:
            _say(row, "catalogue_rows", _left_out(told, problem))
            return
        row.action = "new"
        if self.loading.write:
            async with whole(self.loading.unit):
                await self.loading.enter(found, owner)
            row.item_id, row.after = found.base.item_id, found.base.head
            self.reloading.note(row, told, found.values, {})

    async def _new(self, told: Told, row: RowOutcome, gone: Item | None) -> tuple[Found, Office]:
        unit, code = self.loading.unit, told.basic_code
        if wrong := items.basic_fault(code):
            raise Malformed(f"基本编码有误：{wrong.message}。", f"The basic code: {wrong.message_en}.", "basic_code")
        owner = self.loading.offices[gone.office] if gone else await self._owner(told)
        keeper = self.loading.in_name_of(owner.credit_code, owner.region)
        demand_base(told.above, code, day(unit.at))
        values = await name_main(unit.connection, told, row, told.above)
        if gone:
            again, _ = again_base(unit, keeper, gone, values)
            return Found(again, values, owner, gone), owner
        await demand_new_code(unit, code, owner.credit_code)
        item, _ = new_base(unit, keeper, owner.name, code, values)
        return Found(item, values, owner), owner

    async def _owner(self, told: Told) -> Office:
        """The department that the code was given to, or that keeps the line which the code names (domain.md 2.5)."""
        offices, code = self.loading.offices, told.basic_code
        given = await store.given_to(self.loading.unit.connection, [code])
        if code in given:
            return offices[given[code]]
        here = replace(offices[self.loading.who.office], line=tables.department(code[4:6]) or "")
        return department_of(offices.values(), here, told.above, code)

    def _ask(self, row: RowOutcome) -> None:
        """Nobody changes the catalogue unseen (D09): each dry run tells it."""
        if not self.tried and row.action in ("changed", "to_cancel"):
            ask_first(row, {}, LOAD, write=self.loading.write)


def _writes(who: Principal, code: str, item: Item | None) -> bool:
    """Whether the catalogue is in the territory of whoever loads, at its own level (G22)."""
    try:
        demand_owner(code, who)
    except Forbidden:
        return False
    return item is None or (item.layer == "base" and covers(who.region, item.region))


def tell_directory(told: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
    """The row says where it differs from the catalogue, which stays as it is, and who changes that."""
    row.action = "passed"
    if item is None or held is None:
        if not told.item_row and told.standing not in PASSED:
            _say(row, "catalogue_rows", _left_out(told))
        return
    row.item_id, row.before = item.item_id, item.head
    if item.state == "cancelled":
        if told.standing not in PASSED:
            _say(row, "directory_lives", _lives(told, item))
        return
    if told.standing == "cancelled":
        _say(row, "directory_cancelled", _cancelled(told, item))
    elif told.standing in ("live", "suspended"):
        _tell(told, row, item, held)


def _tell(told: Told, row: RowOutcome, item: Item, held: Edition) -> None:
    """The same words for the catalogue, as far as the table could say them, are no difference."""
    own = held.elements
    says = {key: stated(key, None, own.get(key), said)[1] for key, said in told.above.items()}
    row.changes = differences(own, own | says)
    row.action = "passed" if row.changes else "same"
    if row.changes:
        _say(row, "directory_differs", _differs(told, item, row))


def _say(row: RowOutcome, code: str, words: Words) -> None:
    row.faults.append(asdict(SheetFault(DIRECTORY, row.row, None, None, code, "note", *words)))


def _place(told: Told) -> tuple[str, str]:
    number = told.row - DIRECTORY_ROWS
    return f"目录表（{DIRECTORY}）第 {number} 行", f"row {number} of {DIRECTORY}"


def _differs(told: Told, item: Item, row: RowOutcome) -> Words:
    keys = list(dict.fromkeys(key_of(change["path"]) for change in row.changes))
    zh, en = _place(told)
    return (
        f"{zh}与目录不同，以目录为准：{'、'.join(elements.labels(key).zh for key in keys)}",
        f"{en} is other than the catalogue, which stays: {', '.join(keys)}",
        f"来源库正确的，由省级大数据中心装载该转储，或由{item.office_name}修改目录事项 {item.code}",
        f"if the dump is right, the province's data centre loads it, or {item.office_name} changes {item.code}",
    )


def _kept(told: Told, item: Item, paths: Sequence[str]) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：上次装载后双方都改过，保留目录的内容：{'、'.join(elements.labels(path).zh for path in paths)}",
        f"{en}: changed on both sides since the last load; the catalogue's text stays: {', '.join(paths)}",
        f"由{item.office_name}核对；以来源库为准的，由其修改目录事项 {item.code}",
        f"{item.office_name} looks at it, and changes {item.code} if the dump is right",
    )


def _cancels(told: Told, item: Item, holders: int) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：来源库已取消，目录事项 {item.code} 随之取消（{item.office_name}），并向 {holders} 个持有事项推送取消；撤销装载不能恢复",
        f"{en}: cancelled where it comes from; so is {item.code} of {item.office_name}, pushed to {holders} holders; no undo",
        "不应取消的，不要应用该行；有承接事项的，先由省级业务部门以合并、拆分或更名方式取消",
        "if it is not to end, leave the row out; where something follows, its department merges, splits or renames it first",
    )


def _planned(told: Told) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：来源库计划 {told.ends_on} 取消，目录事项不设计划日期，未装入",
        f"{en}: to be cancelled on {told.ends_on}; no day is planned for a catalogue item, it is left out",
        "到日由目录管理部门取消，并写明承接；来源库届时的取消随转储装载",
        "its department cancels it on the day and names what follows, or the dump of that day does",
    )


def _cancelled(told: Told, item: Item) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：来源库已取消该目录事项，目录中仍在用",
        f"{en}: cancelled where it comes from, and still in force in the catalogue",
        f"确已取消的，由省级大数据中心装载该转储，或由{item.office_name}对目录事项 {item.code} 走取消程序",
        f"if it has ended, the province's data centre loads the dump, or {item.office_name} cancels {item.code}",
    )


def _lives(told: Told, item: Item) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：来源库仍在用，目录事项 {item.code} 已取消，不恢复",
        f"{en}: in force where it comes from; {item.code} is cancelled in the catalogue and stays so",
        f"确应在用的，由{item.office_name}以新编码编入目录；不应在用的，告知来源库取消",
        f"if it is to be in force, {item.office_name} enters it under a new code; if not, have the source cancel it",
    )


def _left_out(told: Told, why: Problem | None = None) -> Words:
    zh, en = _place(told)
    first = why.faults[0] if why and why.faults else None
    reason = (
        (why.detail_zh.rstrip("。"), why.detail.rstrip("."))
        if why
        else ("省级以下不新增目录事项（G22）", "nobody below the province adds to the catalogue")
    )
    if first and first.path:
        reason = (f"{elements.labels(first.path).zh}：{first.message_zh}", f"{first.path}: {first.message_en}")
    return (
        f"{zh}未导入：{reason[0]}",
        f"{en} is left out: {reason[1]}",
        "由省级业务部门按基本目录表格导入；这些行可先用 shixiang inspect 检查",
        "its line department imports the catalogue sheet; shixiang inspect looks at the rows before",
    )
