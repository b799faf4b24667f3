"""Office hours say on which days."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

DAYS = re.compile(
    r"工作日|周[一二三四五六日天末]|星期|节假日|每天|每日|全天|24\s*小时|365\s*天|全年|双休|休息日|假[日期]|礼拜|无休|每[周月]|逢[一二三四五六七八九十\d]|随时"
)


def check(values: Values) -> Iterator[Found]:
    """Look at the item's hours and at those of each place."""
    told = [("office_hours", text(values, "office_hours"))]
    told += [(f"{path}.hours", text(row, "hours")) for path, row in rows(values, "places")]
    for path, words in told:
        if words and not DAYS.search(words):
            yield Found(path, f"办理时间未写哪些日子：“{words[:40]}”", f"hours without days: {words[:40]}")


RULE = Rule(
    zh="办理时间写明工作日",
    en="Office hours name the days",
    severity="warn",
    clause="G34",
    cure_zh="写明“工作日”或周几，节假日怎么办",
    cure_en="say which days, and what of holidays",
    check=check,
    passes=[
        {"office_hours": "工作日 8:30—11:30"},
        {"office_hours": "9:00-17:00，双休日休息"},
        {"office_hours": "周一至周五上午"},
    ],
    fails=[{"office_hours": "上午8:30-11:30，下午14:00-17:30"}, {"places": [{"name": "大厅", "hours": "9:00-17:00"}]}],
)
