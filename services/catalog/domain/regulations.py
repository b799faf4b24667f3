"""What a local regulation is told by: its title, with its place in front (004 第十条第一款, G21)."""

import re

from shared.codes import divisions
from shared.codes.divisions import Division
from shared.codes.lawmakers import makes_regulations
from shared.problems import Malformed

EDITED = r"(?:[（(][^（）()]{1,20}[）)])?$"
"""（2023修正）"""
KINDS = re.compile(rf"(?!人民政府).*(?:条例|规定|办法|实施细则){EDITED}")
DECISION = re.compile(rf"(?:第[一二三四五六七八九十]{{1,3}}届)?人民代表大会(?:常务委员会)?关于.+的决定{EDITED}")
MARKS = re.compile(r"^[《\s]+|[》\s]+$")


def lawmakers_above(region: str) -> list[Division]:
    """Of a place and those above it the ones that make local regulations, the nearest first."""
    shared = divisions.prefix(region)
    known = (divisions.division(shared[:size].ljust(divisions.COUNTY, "0")) for size in (6, 4, 2))
    return list(dict.fromkeys(one for one in known if one and makes_regulations(one)))


def demand_local_regulation(title: str, region: str) -> None:
    """Malformed unless the title is one of a regulation of this place or of a place above it."""
    plain, places = MARKS.sub("", title), lawmakers_above(region)
    if any(_is_regulation(plain.removeprefix(one.name), one) for one in places if plain.startswith(one.name)):
        return
    names = [one.name for one in reversed(places)]
    raise Malformed(
        f"“{plain[:60]}”不是本地的地方性法规：名称应以{'、'.join(names)}开头，以条例、规定、办法或实施细则结尾，"
        "或为其人民代表大会（常务委员会）关于某事的决定；其他县、市、区不制定地方性法规。"
        "由法律、行政法规设定的事项，请认领上级目录。",
        f"{plain[:60]!r} is no local regulation: its title begins with a place that makes them ({', '.join(names)}) and "
        "ends in 条例, 规定, 办法 or 实施细则, or is a decision of its people's congress or standing committee. What "
        "national law sets up is claimed from the catalogue.",
        "law",
    )


def _is_regulation(rest: str, place: Division) -> bool:
    """What stands after the place's name; an autonomous county's congress makes 条例, its committee decides nothing."""
    return bool(KINDS.match(rest) or (place.level != "county" and DECISION.match(rest)))
