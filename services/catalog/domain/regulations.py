"""What a local regulation is told by: its title, with its place in front (004 第十条第一款, G21)."""

import re

from shared.codes import divisions
from shared.problems import Malformed

KINDS = re.compile(r"(?:条例|规定|办法|实施细则)(?:[（(][^（）()]{1,20}[）)])?$")
MARKS = re.compile(r"^[《\s]+|[》\s]+$")


def places_above(region: str) -> list[str]:
    """The names of a place and of those above it, the nation left out."""
    shared = divisions.prefix(region)
    known = (divisions.division(shared[:size].ljust(divisions.COUNTY, "0")) for size in (6, 4, 2))
    return list(dict.fromkeys(one.name for one in known if one and one.level != "nation"))


def demand_local_regulation(title: str, region: str) -> None:
    """Malformed unless the title is one of a regulation of this place or of a place above it."""
    plain, places = MARKS.sub("", title), places_above(region)
    if plain.startswith(tuple(places)) and KINDS.search(plain):
        return
    named, by = "、".join(reversed(places)), ", ".join(reversed(places))
    raise Malformed(
        f"“{plain[:60]}”不是本地的地方性法规：名称应以{named}开头，以条例、规定、办法或实施细则结尾。"
        "由法律、行政法规设定的事项，请认领上级目录。",
        f"{plain[:60]!r} is no local regulation: its title begins with a place ({by}) and ends in 条例, 规定, 办法 or "
        "实施细则. What national law sets up is claimed from the catalogue.",
        "law",
    )
