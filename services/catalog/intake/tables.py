"""The columns of the exchange tables and the elements they mean."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.catalog.intake import words
from services.catalog.intake.builder import Builder
from shared.elements import ELEMENTS, Kind
from shared.elements.model import Field

KEYS = ("task_code", "rowguid", "row_guid", "task_guid", "task_handle_item")
"""What joins the tables. A leading = in COLUMNS marks a code, which is no element."""
CODES = {"task_code": "=code", "catalog_code": "=basic_code", "task_handle_item": "=handling_code", "dept_code": "=credit_code"}  # fmt: skip
BASIC = {"material": "materials", "fee_project": "fees", "questions": "faqs", "process_link": "steps"}
BESIDE: Mapping[str, tuple[str, ...]] = {
    "basic": (
        "anticipate_type", "anticipate_explain", "promise_type", "promise_explain", "result_type", "task_state",
        "task_version", "cd_operation", "cd_time", "cd_batch", "data_source", "extend_field",
    ),
    "material": ("form_guid", "example_guid"),
    "process_link": ("handle_type", "is_special"),
}  # fmt: skip
"""Columns that are no element by themselves: they belong to another, or to the exchange."""


def _of(fields: Iterable[Field], part: str) -> dict[str, str]:
    """Which element or column each column of theirs is, as the definitions say it."""
    return {name: one.key for one in fields for name in one.exchange} | dict.fromkeys(BESIDE.get(part, ()), "")


COLUMNS: Mapping[str, str] = CODES | _of(ELEMENTS.values(), "basic")
CHILDREN: Mapping[str, Mapping[str, str]] = {"extend": {}} | {
    part: _of(ELEMENTS[table].columns, part) for part, table in BASIC.items()
}
LIMIT_UNITS = {"1": "工作日", "2": "自然日", "3": "月", "4": "年", "5": "小时"}


def child_row(to: Builder, part: str, raw: Mapping[str, Any], place: int) -> dict[str, Any]:
    """One row of a table of ours from one row of theirs."""
    table = BASIC[part]
    columns = {column.key: column for column in ELEMENTS[table].columns}
    made: dict[str, Any] = {}
    for theirs, ours in CHILDREN[part].items():
        path = f"{table}[{place}].{ours}"
        said = to.text(raw.get(theirs), path) if ours else ""
        if not said or said.lower() == "null":
            continue
        column = columns[ours]
        match column.type:
            case Kind.CHOICE:
                made[ours] = words.code(column, said)
                if made[ours] is None:
                    to.slip("unknown_label", path, value=said)
            case Kind.INTEGER:
                made[ours] = words.copies(said)
            case Kind.BOOLEAN:
                made[ours] = words.yes_or_no(said)
            case Kind.LIMIT:
                made[ours] = to.limit(said, path, "工作日")
            case _:
                made[ours] = said[: column.max]
    return made
