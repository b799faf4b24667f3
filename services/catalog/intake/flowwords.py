"""The rows of a table beside the words of a column that tell the same: handle_flow beside process_link."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from services.catalog.intake.builder import Builder
from shared.elements import ELEMENTS
from shared.flows import LONGEST

Rows = list[dict[str, Any]]
SHORTEST = 2
ALIKE = tuple(
    map(re.compile, ("审[查核]", "决定|审批|核准|批准", "送达|[发颁制领取]证|发放|颁发|领取", "受理|[接收]件"))
)
"""What one step is called by different offices."""
APPLICANT = re.compile(r"^(?:本人|申请人|当事人|开始|结束)|^(?:提出|提交|网上|在线|递交|填报)*(?:申请|申报|材料)$")
"""What is no step of an office."""
ASIDE = re.compile(r"[（(][^（()）]*[）)]|[\s\W_]+")


def counted(to: Builder, table: str, words: Any, rows: Rows) -> Rows:
    """The rows that count; those without names have them from the words, each from its own place there.

    None where nobody can say whose each name is: the words are all that has names, and they stay. Either is told.
    """
    first, zh = ELEMENTS[table].columns[0].key, ELEMENTS[table].zh
    names = [str(one[first]) for one in rows if one.get(first)]
    said = [str(one.get(first, "")) for one in words] if isinstance(words, list) else []
    if len(names) < len(rows) and (fit := _fit(said, rows, first)):
        to.slip("rows_named_by_words", table, table=zh, value="、".join(fit))
        return [{first: name} | one for name, one in zip(fit, rows, strict=True)]
    if not names and said:
        to.slip("rows_without_names", table, table=zh, count=len(rows), other=len(said))
        return []
    if more := list(_more(said, names)):
        to.slip("words_name_more", table, table=zh, value="、".join(more))
    return rows


def _fit(said: list[str], rows: Rows, first: str) -> list[str]:
    """The names in the words, or those of the office's steps among them, that go with the rows one by one."""
    for names in (said, [one for one in said if not APPLICANT.search(one)]):
        pairs = zip(names, rows, strict=False)
        if len(names) == len(rows) and all(
            len(name) <= LONGEST and _is_one(name, str(one.get(first) or name)) for name, one in pairs
        ):
            return names
    return []


def _more(said: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """The names among the words that no row has; a sentence is no name."""
    for one in said:
        name = ASIDE.sub("", one)
        is_name = SHORTEST <= len(name) <= LONGEST and not APPLICANT.search(name)
        if is_name and not any(_is_one(one, row) for row in names):
            yield name


def _is_one(name: str, other: str) -> bool:
    one, two = ASIDE.sub("", name), ASIDE.sub("", other)
    return bool(one and two) and (
        one in two or two in one or any(kind.search(one) and kind.search(two) for kind in ALIKE)
    )
