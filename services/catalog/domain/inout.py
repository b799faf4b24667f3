"""Change sets: what a file would do, row by row, what it did, and how it is taken back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from services.catalog.domain.items import Values
from shared import elements
from shared.problems import Problem
from shared.xlsx import SheetFault, address

KINDS = ("catalogue", "statistics", "elements", "dump")
WORKING = ("reading", "applying")
EFFECTIVE = ("new", "changed", "cancelled")
SHOWN = 200
ARISEN = 10_000_000
"""Above it are rows of no file: the catalogue's items that arose with a row, numbered as that row."""


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
    return [
        asdict(change) | {"zh": elements.labels(change.path).zh} for change in elements.changes(held, values)[:SHOWN]
    ]


def faults_of(problem: Problem, row: int, places: Mapping[str, int], sheet: str) -> list[dict[str, Any]]:
    """A refusal of the domain as faults of the row, each at its cell where the sheet has one."""
    told = [(f.path, f.code, f.message_zh, f.message_en, f.cure_zh, f.cure_en) for f in problem.faults]
    told = told or [
        (
            "",
            problem.code or problem.slug,
            problem.detail_zh,
            problem.detail,
            "请核对后重新导入",
            "mend it and import again",
        )
    ]
    found = []
    for path, code, *words in told[:SHOWN]:
        key = path.split("[")[0].split(".")[0]
        column = places.get(key) or places.get("")
        cell = address(row, column) if column else None
        label = elements.labels(path)
        words[0] = f"{label.zh}：{words[0]}" if path else words[0]
        found.append(asdict(SheetFault(sheet, row, column, cell, code, "fault", *words)) | {"path": path})
    return found


def blocking(faults: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row with these faults stays out; notes keep none out."""
    return any(fault["severity"] == "fault" for fault in faults)
