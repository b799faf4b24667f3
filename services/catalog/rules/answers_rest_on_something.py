"""Each answer to the six questions says on what it rests: the licence, the interface, the document, who verifies."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import decided
from services.catalog.rules._read import text
from shared.elements import ELEMENTS, QUESTIONS, rests_on

COLUMNS = {column.key: column for column in ELEMENTS["materials"].columns}


def check(values: Values) -> Iterator[Found]:
    """One finding an answer without its evidence."""
    for path, row, decision in decided(values):
        for question in decision.unproved:
            said, asked, name = decision.answers[question].said, QUESTIONS[question], text(row, "name")[:40]
            lacks = COLUMNS[rests_on(question, bool(said))[0]]
            yield Found(
                f"{path}.{lacks.key}",
                f"“{name}”对“{asked.zh}”答“{'是' if said else '否'}”，未写{lacks.zh}",
                f"{name!r} answers {'yes' if said else 'no'} to {asked.en!r} without: {lacks.en}",
            )


_KEPT = {"name": "申请书", "source": "10", "basis": "《行政许可法》第二十九条"} | dict.fromkeys(QUESTIONS, False)
_ISSUED = _KEPT | {"name": "资信证明", "source": "30"}

RULE = Rule(
    zh="六个问题的回答有依据",
    en="Answers to the six questions rest on something",
    severity="warn",
    clause="G47",
    cure_zh="写明可证明的证照、可采用的承诺书、核验接口或共享数据资源、批文及其部门、负责核实的单位",
    cure_en="name the licence, the undertaking, the API or shared data, the document and its department, who verifies",
    check=check,
    passes=[
        {"materials": [_KEPT]},
        {"materials": [_ISSUED | {"verified_by": "人民银行分行"}, _ISSUED | {"source_note": "开户银行"}]},
        {"materials": [_KEPT | {"checkable_online": True, "checked_through": "学历信息核验接口（教育部门）"}]},
        {"materials": [{"name": "申请书"}, {"name": "身份证", "submission": ["4"], "checkable_online": True}]},
    ],
    fails=[
        {"materials": [_ISSUED]},
        {"materials": [_KEPT | {"checkable_online": True}]},
        {"materials": [_KEPT | {"proved_by_approval": True}]},
        {"materials": [_KEPT | {"proved_by_licence": True}]},
        {"materials": [_KEPT | {"undertaking_suffices": True}]},
    ],
)
