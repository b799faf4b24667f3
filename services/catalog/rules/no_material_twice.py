"""No material is listed twice."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text
from shared.elements.weights import plain

AROUND = re.compile(r"[（(][^（）()]*[）)]|原件及复印件|原件和复印件|原件|复印件|扫描件|照片")


def check(values: Values) -> Iterator[Found]:
    """Compare names without brackets, 原件 and 复印件; the case in which a material is due tells two apart."""
    seen: dict[tuple[str, str], str] = {}
    for path, row in rows(values, "materials"):
        name = text(row, "name")
        key = (str(plain(AROUND.sub("", name)) or plain(name)), text(row, "condition"))
        if name and seen.setdefault(key, path) != path:
            yield Found(f"{path}.name", f"材料“{name}”重复", f"{name!r} is listed twice")


RULE = Rule(
    zh="材料不重复",
    en="No material is listed twice",
    severity="warn",
    clause="D07",
    cure_zh="合并为一项，写明原件或复印件",
    cure_en="make them one, and say original or copy",
    check=check,
    passes=[
        {
            "materials": [
                {"name": "申请书"},
                {"name": "合同", "condition": "租赁的"},
                {"name": "合同", "condition": "委托的"},
            ]
        }
    ],
    fails=[{"materials": [{"name": "身份证原件"}, {"name": "身份证（复印件）"}]}],
)
