"""At which level an organ stands that a text names, beside the level at which the item is exercised."""

import re

from services.catalog.rules import Values
from services.catalog.rules._read import text

PLACE = (
    r"国家|中央|国务院|自治区|省|设区的市|地级市|市(?![场政民容辖])|自治州|州|盟|地区(?=行)"
    r"|县|(?<!社)(?<!地)区(?!域)|旗|乡镇|街道|乡|镇"
)
"""The word of a level in the name of an organ: 市 in 市局 and not in 市场监管."""
RANK = {"国家": 1, "中央": 1, "国务院": 1, "自治区": 2, "省": 2, "设区的市": 3, "地级市": 3, "市": 3, "自治州": 3, "州": 3, "盟": 3,
        "地区": 3, "县": 4, "区": 4, "旗": 4, "乡镇": 5, "街道": 5, "乡": 5, "镇": 5}  # fmt: skip
GENERAL = re.compile(r"级|以上|地方|人民政府|政府|主管|行政|部门|经办|管理|机关|机构|单位|有关|相关")
"""What the name of an organ has beside its own: 市级水行政主管部门 is whoever keeps the waters there."""
CHIEF = re.compile(r"(.*?)(?:局|(?<!大)厅|委员会|委(?!托)|办公室|[联工协]合?会|红十字会|(?<=[残妇文科侨])联)")
"""The organ that a name begins with, also where a part of it follows: 民政局婚姻登记处."""
SHARED = re.compile("审批|政务")
"""Of the organs that hold the desks of the others."""


def level_of(values: Values) -> int:
    """The level at which the item is exercised; 0 where it is not said, or several are."""
    said = text(values, "exercise_level")
    return int(said) if said in {"1", "2", "3", "4", "5", "6"} else 0


def other(values: Values, place: str, name: str) -> bool:
    """Whether an organ of that place is another than the item's own, as far as it can be told.

    Of one level only an organ with a name of its own is another for certain: a centre, a station or a hall may be a
    part of the body, or where it sits.
    """
    own, body = level_of(values), text(values, "implementing_body")
    if RANK[place] != own if own else place not in body:
        return True
    stem = chief_of(name)
    return bool(stem and body) and not (SHARED.search(stem) or short_of(stem, body))


def chief_of(name: str) -> str:
    """The organ that a name begins with, without what all organs have; empty where it begins with none."""
    chief = CHIEF.match(name)
    return GENERAL.sub("", chief[1]) if chief else ""


def short_of(name: str, body: str) -> bool:
    """Whether a name may be short for the body's: its letters stand there in their order, as 人社 in 人力资源和社会保障."""
    letters = iter(body)
    return all(one in letters for one in name)
