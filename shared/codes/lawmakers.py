"""Which places make local regulations: provinces, cities with districts, autonomous prefectures and counties.

立法法 第八十、八十一、八十五条. The four cities without districts may by the decision of 2015 or as 三沙 and 儋州 do; a
prefecture (地区、盟) has no people's congress, and a plain county, a county-level city or a district makes none.
"""

from functools import cache

from shared.codes.divisions import Division, in_force

SHORTEST = 3
"""Characters of a name by which a title is surely one of the place: 城区 and 矿区 are words too."""


def makes_regulations(one: Division) -> bool:
    """Whether the people's congress of a place makes local regulations, or autonomous ones."""
    if one.level == "city":
        return one.name.endswith(("市", "自治州"))
    return one.level == "province" or (one.level == "county" and one.name.endswith(("自治县", "自治旗")))


@cache
def _without() -> frozenset[str]:
    known = in_force()
    makers = {one.name for one in known if makes_regulations(one)}
    return frozenset(one.name for one in known if len(one.name) >= SHORTEST and one.level == "county") - makers


@cache
def _longest() -> int:
    return max(map(len, _without()))


def county_in_front(title: str) -> str:
    """The county, county-level city or district that a title begins with and that makes no regulations; "" for none."""
    sizes = range(SHORTEST, _longest() + 1)
    return next((title[:size] for size in sizes if title[:size] in _without()), "")
