"""What every item has is there: name, type, level, body and basis."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from shared.elements import ELEMENTS, is_empty, is_none

CORE = ("name", "item_type", "exercise_level", "implementing_body", "legal_bases")


def check(values: Values) -> Iterator[Found]:
    """One finding for each that is missing; there is no explicit none for these."""
    for key in CORE:
        if is_empty(values.get(key)) or is_none(values.get(key)):
            yield Found(key, f"缺少{ELEMENTS[key].zh}", f"{ELEMENTS[key].en} is missing")


_WHOLE = {
    "name": "市场设立登记",
    "item_type": "07",
    "exercise_level": "4",
    "implementing_body": "某县市场监督管理局",
    "legal_bases": [{"kind": "establishing", "title": "市场登记管理办法", "article": 3}],
}

RULE = Rule(
    zh="名称、类型、层级、实施主体、依据齐全",
    en="Name, type, level, body and basis are there",
    severity="block",
    waivable=Waivable("缺一项即不成其为事项", "without one of them it is no item", may=False),
    clause="G19",
    cure_zh="按目录补齐",
    cure_en="take them from the catalogue",
    check=check,
    passes=[_WHOLE],
    fails=[
        _WHOLE | {"name": " "},
        {k: v for k, v in _WHOLE.items() if k != "implementing_body"},
        _WHOLE | {"legal_bases": []},
    ],
)
