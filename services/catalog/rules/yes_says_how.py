"""Who says yes to a quota, a yearly check or a report says which."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, text
from shared.elements import ELEMENTS, is_none

PAIRS = {
    "quantity_limited": "quantity_limit",
    "annual_inspection": "annual_inspection_note",
    "annual_report": "annual_report_note",
    "has_first_review": "first_review_level",
}


def check(values: Values) -> Iterator[Found]:
    """Each yes without its note."""
    for question, note in PAIRS.items():
        if flag(values, question) and (not text(values, note) or is_none(values.get(note))):
            yield Found(note, f"{ELEMENTS[question].zh}为“是”，未写{ELEMENTS[note].zh}", f"{question} is yes: {note}?")


RULE = Rule(
    zh="数量限制、年检、年报、初审写明内容",
    en="A yes says how",
    severity="warn",
    clause="C38",
    cure_zh="补充说明",
    cure_en="add the note",
    check=check,
    passes=[{"annual_inspection": False}, {"annual_inspection": True, "annual_inspection_note": "每年3月底前"}],
    fails=[{"annual_inspection": True}, {"quantity_limited": True, "quantity_limit": {"none": "x"}}],
)
