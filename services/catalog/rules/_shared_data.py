"""The catalogue of data that offices share, and whether a material is one of them."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

AROUND = re.compile(
    r"原件|复印件|正[、和及]?副本|正本|副本|及其|扫描件|照片|有效|本人|申请人|法定代表人|负责人|的|和|及|与|[\W_]+"
)
BRACKET = re.compile(r"[（(][^（）()]*[）)]")


@cache
def catalogue() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern, name and holder of each."""
    text = files(__package__).joinpath("data", "shared_data.toml").read_text("utf-8")
    return tuple((re.compile(r["pattern"]), r["name"], r["holder"]) for r in tomllib.loads(text)["shared"])


@lru_cache(8192)
def shared(material: str) -> tuple[str, str] | None:
    """Name and holder of the shared data that a material is; None where the name says more than that."""
    bare = AROUND.sub("", BRACKET.sub("", material))
    return next(((name, holder) for pattern, name, holder in catalogue() if pattern.fullmatch(bare)), None)
