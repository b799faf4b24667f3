"""马上办、网上办、一次办 are true."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag, text, whole


def _untrue(values: Values) -> dict[str, tuple[str, bool]]:
    kind, visits = text(values, "handling_kind"), whole(values, "visits")
    return {
        "1": ("马上办", kind not in ("", "1")),
        "2": ("网上办", flag(values, "online") is False),
        "4": ("一次办", visits is not None and visits > 1),
    }


def check(values: Values) -> Iterator[Found]:
    """A label that another element denies."""
    held = codes(values, "labels")
    for code, (word, untrue) in _untrue(values).items() if held else ():
        if code in held and untrue:
            yield Found("labels", f"标识“{word}”与事实不符", f"label {code} is not true")


RULE = Rule(
    zh="四办标识属实",
    en="The four labels are true",
    severity="warn",
    clause="A07",
    cure_zh="去掉标识，或做到",
    cure_en="drop the label, or make it true",
    check=check,
    passes=[{"labels": ["1", "2", "4"], "handling_kind": "1", "online": True, "visits": 0}],
    fails=[
        {"labels": ["1"], "handling_kind": "2"},
        {"labels": ["2"], "online": False},
        {"labels": ["4"], "visits": 2},
    ],
)
