"""No pointless proof is asked for: what nobody needs, or what the issuer cannot know."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ISSUED = re.compile(
    r"(居|村)(民)?(委会|委员会)[^，。；、]{0,10}证明|(社区|单位|派出所)(出具|开具)的[^，。；、]{0,10}证明"
)


@dataclass(frozen=True)
class Proof:
    """A kind of proof that is not asked for, who holds the facts, and what says so."""

    zh: str
    shape: re.Pattern[str]
    held_by: re.Pattern[str]
    source: str


@cache
def proofs() -> Sequence[Proof]:
    """The kinds, from the data."""
    listed = tomllib.loads(files(__package__).joinpath("data", "pointless_proofs.toml").read_text("utf-8"))["proof"]
    return [
        Proof(
            row["zh"],
            re.compile(rf"(?:{row['match']})(?:情况|状况|信息)?的?证明(?!人)"),
            re.compile(row["held_by"] or r"(?!)"),
            row["source"],
        )
        for row in listed
    ]


@lru_cache(16_384)
def _pointless(name: str, issuer: str) -> tuple[str, str] | None:
    """What the name asks for, and what says that it is not to be asked; none where its holder issues it."""
    if hit := ISSUED.search(name):
        return hit[0], "民发〔2020〕20号"
    for one in proofs():
        if (hit := one.shape.search(name)) and not one.held_by.search(f"{name} {issuer}"):
            return hit[0], one.source
    return None


def check(values: Values) -> Iterator[Found]:
    """Match the names of the materials with the kinds of proof that are not asked for."""
    for path, row in rows(values, "materials"):
        name = text(row, "name")
        if "证明" in name and (hit := _pointless(name, text(row, "source_note"))):
            said, source = hit
            yield Found(f"{path}.name", f"“{said}”属无谓证明（{source}）", f"{said} is a pointless proof ({source})")


RULE = Rule(
    zh="无谓证明全部取消",
    en="Pointless proofs are cancelled",
    severity="warn",
    clause="A19",
    cure_zh="取消，或改为书面承诺、部门核验",
    cure_en="cancel it, or let an undertaking or a check take its place",
    check=check,
    passes=[
        {"materials": [{"name": "出生医学证明"}, {"name": "营业场所布置图及房屋产权或使用权证明"}]},
        {"materials": [{"name": "死亡证明", "source_note": "医疗机构"}, {"name": "公安机关出具的无犯罪记录证明"}]},
    ],
    fails=[
        {"materials": [{"name": "村委会出具的贫困证明"}]},
        {"materials": [{"name": "亲属关系证明"}]},
        {"materials": [{"name": "无违法犯罪记录证明"}]},
        {"materials": [{"name": "申请人的婚育情况证明"}]},
    ],
)
