"""A handling item says of the catalogue's elements what its implementation item says to the public."""

from collections.abc import Iterator

from services.catalog.domain.merging import only_wording
from services.catalog.domain.policies import differing
from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from shared.elements import ELEMENTS


def compare(values: Values, context: Context) -> Iterator[Found]:
    """One finding for each element of another meaning; wording alone follows by itself."""
    above = context.above
    for key in differing(values, above, context.item.get("adjusted", ())) if above is not None else ():
        if not only_wording({key: above.get(key)}, {key: values.get(key)}):  # type: ignore[union-attr]
            label = ELEMENTS[key]
            yield Found(
                key,
                f"{label.zh}与所属实施事项公布的不一致",
                f"{label.en} differs from what its implementation item shows",
            )


_ABOVE = {"item_type": "01", "legal_limit": {"number": 20, "unit": "working_day"}}
_SHORTER = _ABOVE | {"legal_limit": {"number": 10, "unit": "working_day"}}

RULE = Rule(
    zh="业务办理项的目录要素与所属实施事项公布的一致",
    en="A handling item's catalogue elements are those its implementation item shows",
    severity="block",
    waivable=Waivable("同一事项对公众只能有一种说法", "the public is told one thing of one item", may=False),
    clause="A25",
    cure_zh="合并实施事项的内容；实施事项的新内容先上线",
    cure_en="merge what the implementation item says; its new content goes online first",
    compare=compare,
    passes=[
        _SHORTER,
        Case(_ABOVE, Context(above=_ABOVE)),
        Case(_SHORTER, Context(above=_ABOVE, item={"adjusted": ["legal_limit"]})),
    ],
    fails=[Case(_SHORTER, Context(above=_ABOVE)), Case({"item_type": "01"}, Context(above=_ABOVE))],
)
