"""A map point is a longitude and a latitude, and lies in the province of the item's body."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import rows, text

POINT = re.compile(r"^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
PROVINCE = slice(2, 4)
"""Where a credit code tells the province in which its body is registered."""


@cache
def boxes() -> Mapping[str, Sequence[float]]:
    """West, south, east and north of each province, from the data."""
    return tomllib.loads(files(__package__).joinpath("data", "provinces_on_map.toml").read_text("utf-8"))


def _inside(box: Sequence[float], east: float, north: float) -> bool:
    return box[0] <= east <= box[2] and box[1] <= north <= box[3]


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Look at the point of each place; without a known body, anywhere in the country will do."""
    for path, row in rows(values, "places"):
        if said := text(row, "position"):
            body = str(context.item.get("credit_code") or text(values, "implementing_body_code"))
            box = boxes().get(body[PROVINCE])
            if wrong := _wrong(said, [box] if box else list(boxes().values())):
                yield Found(f"{path}.position", f"经纬度“{said[:40]}”{wrong[0]}", f"{said[:40]}: {wrong[1]}")


def _wrong(said: str, where: Sequence[Sequence[float]]) -> tuple[str, str] | None:
    point = POINT.match(said)
    if not point:
        return "不是“经度,纬度”", "is no longitude and latitude"
    first, second = float(point[1]), float(point[2])
    if any(_inside(box, first, second) for box in where):
        return None
    if any(_inside(box, second, first) for box in where):
        return "把纬度写在了经度前", "has the latitude first"
    return "不在实施主体所在省", "lies outside the body's province"


_HERE = Context(item={"credit_code": "112303219900012200"})

RULE = Rule(
    zh="经纬度在本地范围内",
    en="A map point lies in its province",
    severity="warn",
    clause="G34",
    cure_zh="按“经度,纬度”填写办理地点的坐标，如 131.12,45.26",
    cure_en="write longitude, latitude of the place, for example 131.12,45.26",
    compare=compare,
    passes=[
        Case({"places": [{"name": "鸡东县政务服务大厅", "position": "131.12,45.26"}]}, _HERE),
        {"places": [{"name": "大厅", "position": "102.19 38.52"}]},
        {"places": [{"name": "大厅"}]},
    ],
    fails=[
        Case({"places": [{"name": "大厅", "position": "45.26,131.12"}]}, _HERE),
        Case({"places": [{"name": "大厅", "position": "102.19,38.52"}]}, _HERE),
        {"places": [{"name": "大厅", "position": "中心大街12号"}]},
        {"places": [{"name": "大厅", "position": "0,0"}]},
    ],
)
