"""A place is told down to the window or the room."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

NEAR = re.compile(r"窗口|专区|柜台|\d\s*室|[室楼层厅号]")
SELF_SERVICE = "5"


def check(values: Values) -> Iterator[Found]:
    """Window, or an address that names one."""
    for path, row in rows(values, "places"):
        told = text(row, "window") or NEAR.search(text(row, "address")) or NEAR.search(text(row, "name"))
        if not told and text(row, "kind") != SELF_SERVICE:
            name = (text(row, "address") or text(row, "name"))[:40]
            yield Found(f"{path}.window", f"“{name}”未写到窗口或房间", f"{name}: which window or room?")


RULE = Rule(
    zh="办理地点写到窗口、房间",
    en="Places are told down to the window",
    severity="warn",
    clause="G34",
    cure_zh="补充楼层、窗口号或房间号",
    cure_en="add floor, window or room",
    check=check,
    passes=[{"places": [{"name": "政务服务大厅", "window": "3号窗口"}, {"name": "大厅", "address": "一楼综合窗口"}]}],
    fails=[{"places": [{"name": "户籍所在地村(居)委或乡镇人民政府"}]}],
)
