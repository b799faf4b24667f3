"""Each cancelled material names its ground."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import rows, text
from shared.elements import TABLES

GROUNDS = TABLES["material_ground"].schemes["jinchang"].codes


def check(values: Values) -> Iterator[Found]:
    """The ground is one of the six."""
    for path, row in rows(values, "cancelled_materials"):
        if text(row, "ground") not in GROUNDS:
            name = text(row, "name")[:40]
            yield Found(f"{path}.ground", f"“{name}”未写明取消理由", f"{name!r} was cancelled without a ground")


RULE = Rule(
    zh="取消的材料写明理由",
    en="A cancelled material names its ground",
    severity="block",
    waivable=Waivable(
        "004 第十五条第四款：取消一项写明一项理由", "004 article 15: each cancelled one has its ground", may=False
    ),
    clause="G47",
    cure_zh="从六种理由中选择",
    cure_en="choose one of the six",
    check=check,
    passes=[{"cancelled_materials": [{"name": "居住证明", "ground": "4"}]}, {}],
    fails=[{"cancelled_materials": [{"name": "居住证明"}]}, {"cancelled_materials": [{"name": "x", "ground": "7"}]}],
)
