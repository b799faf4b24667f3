"""No pointless proof is asked for: what nobody needs, or what the issuer cannot know."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

COMMITTEE = r"(?:[居村]民?(?:委会|委员会)|[居村]委|社区(?:居委会)?(?!卫生|矫正|服务|医|戒毒|康复))"
ISSUED = re.compile(
    rf"{COMMITTEE}[^，。；、]{{0,10}}证明|派出所(?:出具|开具)的(?![^，。；、]{{0,6}}(?:犯罪|户籍|户口|身份|死亡|报案))[^，。；、]{{0,10}}证明"
)
COMMITTEES, LONG = "民发〔2020〕20号", 40
ISSUER = re.compile(COMMITTEE)
DOCUMENT = re.compile(
    r"户口[簿本]|身份证|结婚证|离婚证|产权证|不动产|租赁|公证书|判决书|调解书|裁定书|病历|诊断|登记[表证]|证书|鉴定[书意]|医学证明"
)
"""Where one of these is named, the proof is a paper that there is."""


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
        return hit[0], COMMITTEES
    if ISSUER.search(issuer):
        return name[:LONG], COMMITTEES
    if DOCUMENT.search(name):
        return None
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
        {"materials": [{"name": "公司住所证明"}, {"name": "亲属关系证明材料（户口簿、结婚证或公证书）"}]},
        {
            "materials": [
                {"name": "工作单位出具的从业年限证明"},
                {"name": "收入证明（单位出具）"},
                {"name": "社区卫生服务中心出具的健康证明"},
            ]
        },
        {"materials": [{"name": "死亡证明", "source_note": "医疗机构"}, {"name": "公安机关出具的无犯罪记录证明"}]},
    ],
    fails=[
        {"materials": [{"name": "村委会出具的贫困证明"}]},
        {"materials": [{"name": "亲属关系证明"}]},
        {"materials": [{"name": "公司住所证明", "source_note": "所在地居民委员会"}]},
        {"materials": [{"name": "无违法犯罪记录证明"}]},
        {"materials": [{"name": "申请人的婚育情况证明"}]},
    ],
)
