"""A power handed down or entrusted says by whom."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import text
from shared.elements import code_label

FROM_OTHERS = {"2", "5", "6"}


def check(values: Values) -> Iterator[Found]:
    """Sources 2, 5 and 6 need the other body's name."""
    source = text(values, "power_source")
    if source in FROM_OTHERS and not text(values, "entrusting_body"):
        label = code_label("power_source", source)
        yield Found(
            "entrusting_body", f"权力来源为{label.zh if label else source}，未写部门", "who handed the power on?"
        )


RULE = Rule(
    zh="下放、委托的权力写明来自哪个部门",
    en="A power from others names its source",
    severity="warn",
    clause="B25",
    cure_zh="填写委托（下放）部门",
    cure_en="name the other body",
    check=check,
    passes=[{"power_source": "1"}, {"power_source": "5", "entrusting_body": "某省厅"}],
    fails=[{"power_source": "5"}],
)
