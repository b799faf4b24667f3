"""Make the calendars of shared/workdays/data from chinesecalendar and holidays; see the README there."""

import csv
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).parent.parent / "shared/workdays/data"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
UNTIL = 2050


def official() -> Iterable[tuple[str, ...]]:
    """Every day that a notice of the State Council sets apart: days off and weekend days worked."""
    source = import_module("chinese_calendar.constants")
    off = [(day, "holiday", name) for day, name in source.holidays.items()]
    worked = [(day, "workday_makeup", name) for day, name in source.workdays.items()]
    for day, kind, name in sorted(off + worked):
        year = day.year + ((day.month, day.day) >= (12, 25))
        yield day.isoformat(), kind, NAMES[name], f"国务院办公厅关于{year}年部分节假日安排的通知"


def statutory(first: int) -> Iterable[tuple[str, ...]]:
    """The days off that the regulation itself gives, for years without a notice."""
    days = import_module("holidays").country_holidays("CN", years=range(first, UNTIL + 1), language="zh_CN")
    for day, name in sorted(days.items()):
        if first <= day.year <= UNTIL:
            yield day.isoformat(), name.replace("农历", "").replace("; ", "、")


def write(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def main() -> None:
    days = list(official())
    write("official.csv", ("date", "kind", "name", "notice"), days)
    write("statutory.csv", ("date", "name"), statutory(date.fromisoformat(days[-1][0]).year + 1))


if __name__ == "__main__":
    main()
