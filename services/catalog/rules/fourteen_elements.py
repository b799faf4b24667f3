"""The fourteen elements of a newly claimed item are all there, or an explicit none."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import drawn_each, text
from shared.elements import ELEMENTS, answered, lacks, required_by


@lru_cache(64)
def _asked(item_type: str | None) -> Sequence[str]:
    return [element.key for element in required_by("jinchang14", item_type)]


def check(values: Values) -> Iterator[Found]:
    """One finding for each missing element."""
    for key, _ in drawn_each(values, _asked(text(values, "item_type") or None), lacks):
        if answered(ELEMENTS[key], values):
            continue
        yield Found(key, f"缺少{ELEMENTS[key].zh}", f"{ELEMENTS[key].en} is missing")


_WHOLE = {
    "promised_limit": {"number": 5, "unit": "working_day"},
    **{
        key: {"none": "本例不涉及"}
        for key, element in ELEMENTS.items()
        if "jinchang14" in element.profiles and key != "promised_limit"
    },
}

RULE = Rule(
    zh="十四项要素齐全",
    en="The fourteen elements are complete",
    severity="block",
    waivable=Waivable("没有的写“无”，不必豁免", "what there is none of is said to be none", may=False),
    clause="G34",
    cure_zh="填写，或写明“无”及理由",
    cure_en="fill it, or state none with the reason",
    check=check,
    passes=[
        _WHOLE,
        {k: v for k, v in _WHOLE.items() if k != "fee_basis"} | {"charges": False},
        {k: v for k, v in _WHOLE.items() if k not in ("materials", "visits")} | {"item_type": "02"},
    ],
    fails=[
        {k: v for k, v in _WHOLE.items() if k != "faqs"},
        {k: v for k, v in _WHOLE.items() if k != "fee_basis"} | {"charges": True},
        {k: v for k, v in _WHOLE.items() if k != "remedies"} | {"item_type": "02"},
    ],
)
