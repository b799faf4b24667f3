"""What a day is: worked, or off, and why."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_FESTIVALS = {
    "元旦": "New Year's Day",
    "除夕": "Chinese New Year's Eve",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}


class Kind(StrEnum):
    WORKDAY = "workday"
    MAKEUP = "workday_makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def working(self) -> bool:
        return self in {Kind.WORKDAY, Kind.MAKEUP}


@dataclass(frozen=True, slots=True)
class Special:
    """A day that a notice sets apart: a day off, or a weekend day worked."""

    date: dt.date
    kind: Kind
    name: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar, with the reason in words; `published` = its year has a notice."""

    date: dt.date
    kind: Kind
    name: str = ""
    published: bool = True
    notice: str = ""

    @property
    def working(self) -> bool:
        return self.kind.working

    @property
    def why(self) -> str:
        doubt = "" if self.published else "（当年放假安排未公布，暂定）"
        return self._words + doubt

    @property
    def why_en(self) -> str:
        doubt = "" if self.published else " (notice not yet published, provisional)"
        return self._words_en + doubt

    @property
    def _words(self) -> str:
        weekday = f"星期{_WEEKDAYS[self.date.weekday()]}"
        return {
            Kind.WORKDAY: "工作日",
            Kind.MAKEUP: f"{self.name}调休上班",
            Kind.WEEKEND: f"{weekday}休息",
            Kind.HOLIDAY: f"{self.name}放假",
        }[self.kind]

    @property
    def _words_en(self) -> str:
        name = self._name_en
        return {
            Kind.WORKDAY: "working day",
            Kind.MAKEUP: f"working day in lieu ({name})",
            Kind.WEEKEND: f"{self.date:%A}, weekend",
            Kind.HOLIDAY: f"holiday ({name})",
        }[self.kind]

    @property
    def _name_en(self) -> str:
        """The festivals in English."""
        name = self.name.removesuffix("（补假）")
        words = ", ".join(_FESTIVALS.get(part, part) for part in name.split("、"))
        return words + (", in lieu" if self.name.endswith("（补假）") else "")
