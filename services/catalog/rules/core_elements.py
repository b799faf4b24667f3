"""What every item has is there: name, type, level, body and basis."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import text
from shared.elements import ELEMENTS, is_empty, is_none
from shared.elements.spoken import is_filler

CORE = ("name", "item_type", "exercise_level", "implementing_body", "legal_bases")

NAMED = ("name", "implementing_body")
LETTER = re.compile(r"[^\W\d_]")


def check(values: Values) -> Iterator[Found]:
    """One finding for each that is missing; there is no explicit none for these."""
    for key in CORE:
        if is_empty(values.get(key)) or is_none(values.get(key)):
            yield Found(key, f"缺少{ELEMENTS[key].zh}", f"{ELEMENTS[key].en} is missing")
        elif key in NAMED and (said := text(values, key)) and (is_filler(said) or not LETTER.search(said)):
            yield Found(key, f"{ELEMENTS[key].zh}只写了“{said[:20]}”", f"{ELEMENTS[key].en} says only {said[:20]!r}")


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
    passes=[_WHOLE, _WHOLE | {"name": "X射线装置许可"}],
    fails=[
        _WHOLE | {"name": " "},
        _WHOLE | {"name": "无"},
        _WHOLE | {"name": "——"},
        _WHOLE | {"name": "同上"},
        _WHOLE | {"name": "1"},
        _WHOLE | {"implementing_body": "暂无"},
        {k: v for k, v in _WHOLE.items() if k != "implementing_body"},
        _WHOLE | {"legal_bases": []},
    ],
)
