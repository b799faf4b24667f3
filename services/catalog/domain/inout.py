"""Change sets: what a file would do, row by row, what it did, and how it is taken back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from services.catalog.domain.items import Values
from shared import elements
from shared.problems import Fault, Problem, Unconditional
from shared.xlsx import SheetFault, address, fault
from shared.xlsx.faults import FILE

KINDS = ("catalogue", "statistics", "elements", "dump")
INSPECTING = "inspecting"
"""What was written is in, and is looked at."""
WORKING = ("reading", "applying", INSPECTING)
EFFECTIVE = ("new", "changed", "cancelled", "to_cancel")
NO_VERSION = "no_version"
"""A row that would go over a loaded version without saying its own: a person looks before it goes in."""
NO_ORDER = "no_order"
"""A row of the version that is loaded, of whose time and the loaded one's none can be said to be later."""
NEEDS_DRY_RUN = "needs_dry_run"
"""A row that changes what the catalogue has: who applies it has seen it in a dry run, at either door."""
ASKING = (NO_VERSION, NO_ORDER, NEEDS_DRY_RUN)
CANCELS = "directory_cancels"
"""A row that cancels what the catalogue has, which no undo brings back."""
SHOWN = 200
ARISEN = 10_000_000
"""Above it are rows of no file: the catalogue's items that arose with a row, numbered as that row."""
UNDO = "undo"
Cure = tuple[str, str]
Asks = Callable[["RowOutcome"], Unconditional]
CURES: Mapping[str, Cure] = {
    "owner": (
        "由管理该目录事项的省级业务部门办理，或改正编码",
        "let the provincial department that keeps it do it, or correct the code",
    ),
    "main_item": (
        "核对该主项下的编码：没有子项的只有 000，有子项的为 00Y 和各子项；改正编码，或先拆分该主项",
        "a main item stands alone as 000, or as 00Y with its sub-items: correct the code, or split the main item first",
    ),
    "main_cancelled": (
        "另立主项，其子项改用新主项的编码",
        "take another main item, and codes under it for its sub-items",
    ),
    "given_away": (
        "改用分配给本部门的编码，或由已分配的部门办理",
        "use a code given to this department, or let the one it was given to do it",
    ),
}
"""What to do about a refusal that names no cure of its own."""
CURES_OF_UNDO: Mapping[str, Cure] = {
    "changed_since": (
        "核对其后的更改；仍须恢复的，在该事项的历史中恢复导入前的版本",
        "look at what was changed since; if it is to go back, restore the edition before from the item's history",
    ),
    "divided_since": (
        "确需取消的，走取消程序，业务办理项随之取消",
        "to be rid of it, cancel it through its gates, its handling items with it",
    ),
    "in_use": (
        "确不应保留的，对该事项走取消程序",
        "if it is not to stand, cancel the item through its gates",
    ),
    "cancelled": (
        "仍需要该事项的，重新编制或下发",
        "if the item is still needed, compile or hand it down anew",
    ),
}
AGAIN: Cure = ("请核对后重新导入", "mend it and import again")
BY_HAND: Cure = ("该行保持现状；需要时在该事项中更改", "the row stays as it is; change the item itself if need be")


@dataclass(frozen=True)
class ChangeSet:
    """A file of changes, or the undoing of one: how far it is, and what came of it."""

    set_id: str
    kind: str
    name: str
    office: str
    by: str
    at: str
    state: str
    rows: int
    done: int
    faults: int
    undone_by: str | None
    tries: int = 0
    """How often it was tried at its place without getting on."""


@dataclass
class RowOutcome:
    """What became, or would become, of one row."""

    row: int
    code: str
    action: str = "fault"
    item_id: str = ""
    before: int = 0
    after: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)

    def stored(self, set_id: str) -> dict[str, Any]:
        """The row as it is kept."""
        texts = {"changes": _text(self.changes), "faults": _text(self.faults)}
        plain = {name: getattr(self, name) for name in ("row", "code", "action", "item_id", "before", "after")}
        return {"set_id": set_id, **plain, **texts}


def _text(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else "[]"


def differences(held: Values, values: Values) -> list[dict[str, Any]]:
    """Typed by meaning: worse, better, wording or neutral for the applicant."""
    return [asdict(change) | {"zh": elements.labels(change.path).zh} for change in elements.changes(held, values)]


def faults_of(problem: Problem, row: int, places: Mapping[str, int], sheet: str) -> list[dict[str, Any]]:
    """A refusal of the domain as faults of the row, each at its cell where the sheet has one."""
    told = [(f.path, f.code, f.message_zh, f.message_en, f.cure_zh, f.cure_en) for f in problem.faults]
    told = told or [
        (
            "",
            problem.code or problem.slug,
            problem.detail_zh.rstrip("。"),
            problem.detail.rstrip("."),
            *_cure(problem, sheet),
        )
    ]
    found = []
    for path, code, *words in told:
        key = path.split("[")[0].split(".")[0]
        column = places.get(key) or places.get("")
        cell = address(row, column) if column else None
        label = elements.labels(path)
        words[0] = f"{label.zh}：{words[0]}" if path else words[0]
        found.append(asdict(SheetFault(sheet, row, column, cell, code, "fault", *words)) | {"path": path})
    return found


def untried(row: RowOutcome) -> Unconditional:
    """Why a row that was in no dry run does not change what the catalogue has (D09)."""
    told = (
        f"{row.code} 已在目录中（第 {row.before} 版），该行会改动它",
        f"{row.code} is in the catalogue (edition {row.before}), and the row would change it",
    )
    cure = (
        "先试运行，核对差异后再应用：单次导入以 If-Match 带上试运行答复的 ETag，变更集则应用试运行过的那一份",
        "try first, look, then apply: an import with the dry run's ETag as If-Match, a change set once it was tried",
    )
    return Unconditional(f"{told[0]}。", f"{told[1]}.", NEEDS_DRY_RUN, [Fault("", NEEDS_DRY_RUN, *told, *cure)])


def unbased(row: RowOutcome) -> Unconditional:
    """Why a row that names no edition and was in no dry run does not go over what an item says (D09)."""
    keys = [one["path"].split("[")[0].split(".")[0] for one in row.changes if one["old"] is not None]
    names = elements.named(keys)
    told = (
        f"该行没有写明依据的版本，会改动 {row.code} 第 {row.before} 版已有的内容：{names}",
        f"the row names no edition that it is based on, and would change what edition {row.before} of {row.code} says",
    )
    cure = (
        "先试运行，核对差异后再应用；或重新导出（带依据版本）后编辑、导入，他人其后的改动会合并保留",
        "try first, look, then apply; or export again, with its edition, edit and import: what others saved is merged",
    )
    return Unconditional(f"{told[0]}。", f"{told[1]}.", NEEDS_DRY_RUN, [Fault("", NEEDS_DRY_RUN, *told, *cure)])


def ask_first(row: RowOutcome, places: Mapping[str, int], sheet: str, *, write: bool, why: Asks = untried) -> None:
    """The file came to go in at once: the row is kept out, or, where it was only read so far, waits for a person."""
    problem = why(row)
    if write:
        raise problem
    row.faults += [fault | {"severity": "note"} for fault in faults_of(problem, row.row, places, sheet)]


def _cure(problem: Problem, sheet: str) -> Cure:
    known, else_ = (CURES_OF_UNDO, BY_HAND) if sheet == UNDO else (CURES, AGAIN)
    return known.get(problem.code, else_)


def listed(faults: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is told of a file as a whole: what keeps it out first; of very much the first, and that there is more."""
    told = sorted(faults, key=lambda one: one["severity"] != "fault")
    if not (more := told[SHOWN:]):
        return list(faults)
    rest = asdict(fault("more_faults", FILE["more_faults"], {"limit": SHOWN}))
    return [*told[:SHOWN], rest | {"severity": "fault" if blocking(more) else "note"}]


def blocking(faults: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row with these faults stays out; notes keep none out."""
    return any(fault["severity"] == "fault" for fault in faults)
