"""A material that meets one of the six grounds is not asked for."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._cuts import decided
from services.catalog.rules._read import text
from shared.elements import QUESTIONS, code_label


def check(values: Values) -> Iterator[Found]:
    """One finding a material, naming the grounds; a missing article, and what the catalogue answers, are other rules'."""
    for path, row, decision in decided(values):
        grounds = [g for g in decision.grounds if decision.answers[g].by == "office" or row.get(g) is True]
        if grounds:
            words = [code_label("material_ground", QUESTIONS[g].ground, "jinchang") for g in grounds]
            zh, en = "、".join(w.zh for w in words if w), ", ".join(w.en for w in words if w)
            name = text(row, "name")[:40]
            yield Found(path, f"“{name}”{zh}，应取消", f"{name!r} is to be cancelled: {en}")


_KEPT = {"name": "申请书", "basis": "《行政许可法》第二十九条"} | dict.fromkeys(QUESTIONS, False)

RULE = Rule(
    zh="符合六种情形之一的材料应当取消",
    en="A material that meets one of six grounds is cancelled",
    severity="block",
    waivable=Waivable(
        "004 第十五条第四款：符合情形之一的一律取消", "004 article 15: on one of the grounds it is cancelled", may=False
    ),
    clause="G47",
    cure_zh="取消该材料，并记入“已取消的证明材料”",
    cure_en="cancel it, and list it among the cancelled ones",
    check=check,
    passes=[
        {"materials": [_KEPT]},
        {"materials": [{"name": "营业执照", "submission": ["3", "4"], "shared_data": "x"}]},
    ],
    fails=[
        {"materials": [_KEPT | {"undertaking_suffices": True}]},
        {"materials": [_KEPT | {"shared_data": "公安部门"}]},
        {"materials": [_KEPT | {"no_legal_basis": True}]},
    ],
)
