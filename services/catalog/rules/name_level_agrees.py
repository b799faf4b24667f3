"""The level that the name speaks of is the level at which the item is exercised."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import text
from shared.elements import code_label

PLACE = r"(自治区|国家|省|市|县|区|乡镇|街道|乡|镇)"
SAID = re.compile(
    rf"(?:[（(【\[〔]|[-－—–_·]\s*)\s*{PLACE}(?:本?级|管)\s*(?:权限|事权|管辖|审批|核准|办理|发证|登记)?\s*(?:内|范围)?\s*(?:[）)】\]〕]|$)|{PLACE}(?:级|管)?(?:权限|事权)"
)
NAMES = ("name", "sub_item_name", "handling_item_name")
LEVELS = {"国家": "1", "自治区": "2", "省": "2", "市": "3", "县": "4", "区": "4", "乡镇": "5", "街道": "5", "乡": "5", "镇": "5"}  # fmt: skip


def check(values: Values) -> Iterator[Found]:
    """Compare the level that the name speaks of with the exercising level."""
    level = text(values, "exercise_level")
    for name, key in {text(values, key): key for key in reversed(NAMES)}.items():
        hit = SAID.search(name)
        if hit and level and LEVELS[hit[1] or hit[2]] != level:
            said, label = hit[0].strip("（()）【】[]〔〕-－—–_· "), code_label("exercise_level", level)
            yield Found(
                key,
                f"名称写“{said}”，行使层级为“{label.zh if label else level}”",
                f"the name says {said}, the level is {label.en if label else level}",
            )


RULE = Rule(
    zh="名称所写层级与行使层级一致",
    en="The name and the exercising level agree",
    severity="warn",
    clause="G04",
    cure_zh="核对行使层级，或规范名称",
    cure_en="correct the level, or the name",
    check=check,
    passes=[
        {"name": "分公司设立登记（省级权限）", "exercise_level": "2"},
        {"name": "内蒙古自治区级权限内的核准", "exercise_level": "2"},
        {"name": "城市排水许可（县级以上）", "exercise_level": "3"},
        {"name": "分公司设立登记"},
        {"name": "国家级—省级重点文物保护单位修缮许可", "exercise_level": "3"},
    ],
    fails=[
        {"name": "分公司设立登记（省级权限）", "exercise_level": "3"},
        {"name": "施工许可-省级", "exercise_level": "4"},
        {"name": "【省级】施工许可", "exercise_level": "4"},
        {"name": "建设许可(省管权限)", "exercise_level": "3"},
        {"name": "建设许可（市本级）", "exercise_level": "4"},
        {"name": "县级事权内的建设许可", "exercise_level": "3"},
        {"name": "建设许可", "sub_item_name": "高速公路建设许可（省级权限）", "exercise_level": "4"},
    ],
)
