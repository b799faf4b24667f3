"""What cannot go on: a row that nobody foresaw stays out alone; a change set is tried again, then failed; each says why."""

from dataclasses import asdict
from typing import Any

from services.catalog import store
from services.catalog.commands.dumps import DUMPS
from services.catalog.domain.inout import WORKING, ChangeSet, RowOutcome
from shared import logs
from shared.hosting.runtime import Runtime
from shared.parallel import EndedTooSoonError
from shared.problems import Problem
from shared.unit import Actor
from shared.xlsx import SheetFault

TRIES = 5
"""How often a batch may meet what was written at the same time: another load is done by then, the file itself never."""
UNFORESEEN = "unforeseen"


async def hopeless(here: Runtime, set_id: str, problem: Problem) -> bool:
    """Whether a change set that met this at its place has met it too often to go on."""
    if problem.code != store.AT_ONCE:
        return False
    async with here.db.writing() as connection:
        return await store.count_try(connection, set_id) >= TRIES


async def fail(here: Runtime, set_id: str, error: Exception) -> None:
    """The change set ends here; what was written stays, and a row of the file as a whole says why it went no further."""
    code = error.code if isinstance(error, Problem) else UNFORESEEN
    number = "" if code == store.AT_ONCE else logs.entry("change_set.failed", error, set_id=set_id)
    async with here.unit(Actor.service(here.name)) as unit:
        made = await store.change_set(unit.connection, set_id)
        told = _at_once(made.rows) if code == store.AT_ONCE else _cause(made, error, number)
        row = RowOutcome(0, "", faults=[asdict(told)])
        await store.keep_change_rows(unit.connection, set_id, [row.stored(set_id)])
        bad = await store.blocking_rows(unit.connection, set_id)
        await store.move_set(unit.connection, set_id, WORKING, state="failed", faults=bad)
        if made.kind in DUMPS:
            await store.want_report(unit.connection, set_id)
        unit.note(
            "change_set.failed", set_id, why=code if code == store.AT_ONCE else f"{type(error).__name__} {number}"
        )


def kept_out(set_id: str, row: int, error: Exception) -> dict[str, Any]:
    """Why a row stays out at which something went wrong that nobody foresaw; the log's entry says more."""
    number = logs.entry("change_set.row_failed", error, set_id=set_id, row=row)
    words = (
        f"处理这一行时出现意外错误，该行未写入（日志编号 {number}）",
        f"something unforeseen happened at this row, which stays out (entry {number} of the log)",
        "把日志编号告诉运维人员；其余的行不受影响，该行可在事项中手工更改",
        "tell the operators the entry's number; the other rows are not touched, and this one can be entered by hand",
    )
    return asdict(SheetFault(None, row, None, None, UNFORESEEN, "fault", *words))


def _at_once(place: int) -> SheetFault:
    words = (
        f"第 {place} 条之后的一批与已写入的内容重复，试了 {TRIES} 次未写入；此前的已写入",
        f"the rows after number {place} double what is written and were tried {TRIES} times; what came before is in",
        "这一批中有重复的行，改正后重新上传",
        "rows of it are doubles; mend them and upload again",
    )
    return SheetFault(None, None, None, None, store.AT_ONCE, "fault", *words)


def _cause(made: ChangeSet, error: Exception, number: str) -> SheetFault:
    """What stopped the set, how far it was, and what to do about it."""
    zh, en = _named(error)
    wrote = made.state != "reading"
    words = (
        f"{zh}（日志编号 {number}），停在第 {made.rows} 条之后；{'此前的已写入' if wrote else '什么都没有写入'}",
        f"{en} (entry {number} of the log), after row {made.rows}; {'what came before is in' if wrote else 'nothing was written'}",
        *_cure(made),
    )
    return SheetFault(None, None, None, None, "stopped", "fault", *words)


def _named(error: Exception) -> tuple[str, str]:
    if isinstance(error, Problem):
        return error.detail_zh.rstrip("。"), error.detail.rstrip(".")
    if isinstance(error, OSError):
        why = error.strerror or type(error).__name__
        return f"服务器读写临时文件失败：{why}", f"the server could not read or write its temporary file: {why}"
    if isinstance(error, EndedTooSoonError):
        return (
            "读取文件的进程中断，可能是内存不足",
            "the process that reads the file has ended, perhaps for want of memory",
        )
    return "处理时出现意外错误", "something unforeseen happened"


def _cure(made: ChangeSet) -> tuple[str, str]:
    if made.kind == "undo":
        return (
            "把日志编号告诉运维人员，排除后再次撤销，从停下处继续",
            "tell the operators; once it is mended undo again, which goes on from there",
        )
    if made.state == "reading":
        return (
            "把日志编号告诉运维人员，排除后重新上传",
            "tell the operators the entry's number; once it is mended upload again",
        )
    return (
        "把日志编号告诉运维人员，排除后重新上传同一文件（已写入的行不会重复），或撤销该变更集",
        "tell the operators; once it is mended upload the same file again (what is in is not doubled), or undo the set",
    )
