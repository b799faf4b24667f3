"""One law has one name within an item: a word left out is a slip."""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import TITLE, bases, plain
from services.catalog.rules._read import drawn, drawn_each, rows_of, text

TEXTS = (
    "conditions",
    "approval_conditions",
    "scope",
    "procedure",
    "limit_note",
    "operating_duties",
    "note",
    "fee_basis",
)
TABLES = {"materials": ("basis",), "special_procedures": ("basis", "note"), "faqs": ("answer",), "steps": ("uncounted_basis", "content")}  # fmt: skip
CITING = (*TEXTS, *TABLES)
LEAST, MOST, ENDS = 6, 4, 2
LEGITIMATE = ("实施", "暂行", "试行")


def _titles(key: str, value: Any) -> Collection[str]:
    """The titles that an element cites."""
    words = [value] if key in TEXTS and isinstance(value, str) else []
    words += [text(row, column) for _, row in rows_of(key, value) for column in TABLES.get(key, ())]
    return {plain(title) for one in words if "《" in one for title in TITLE.findall(one.strip()[:5000])}


def _held(_: str, value: Any) -> Mapping[str, str]:
    """The paths of the bases by title."""
    return {plain(title): path for path, _, title in bases({"legal_bases": value})}


def _slip(short: str, long: str) -> bool:
    """Whether `short` is `long` with a few signs left out of its middle."""
    missing = len(long) - len(short)
    if not 0 < missing <= MOST or len(short) < LEAST:
        return False
    head = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    left = long[head : head + missing]
    return ENDS <= head <= len(short) - ENDS and short[head:] == long[head + missing :] and left not in LEGITIMATE


def check(values: Values) -> Iterator[Found]:
    """Compare the titles of the bases with those that other texts of the item cite."""
    held = drawn(values, "legal_bases", _held)
    others = {title for _, told in drawn_each(values, CITING, _titles) for title in told} if held else set()
    for (bare, path), other in product(held.items(), sorted(others - held.keys())):
        if bare[:ENDS] == other[:ENDS] and bare[-ENDS:] == other[-ENDS:] and _slip(*sorted((bare, other), key=len)):
            yield Found(
                f"{path}.title", f"依据写“{bare}”，别处写“{other}”", f"the basis says {bare}, elsewhere it is {other}"
            )


RULE = Rule(
    zh="同一法规名称前后一致",
    en="One law has one name",
    severity="warn",
    clause="E36",
    cure_zh="核对法规全称",
    cure_en="look up the full title",
    check=check,
    passes=[
        {
            "legal_bases": [{"title": "固定资产投资项目节能审查办法"}],
            "conditions": "根据《固定资产投资项目节能审查办法》第八条",
        },
        {"legal_bases": [{"title": "药品管理法"}], "conditions": "符合《中华人民共和国药品管理法实施条例》"},
    ],
    fails=[
        {
            "legal_bases": [{"title": "固定资产投资项目节能办法"}],
            "conditions": "根据《固定资产投资项目节能审查办法》第八条",
        }
    ],
)
