"""The item is called what the catalogue calls it."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._read import text
from shared.elements.weights import plain


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the two names; width and punctuation do not count.

    What an approved adjustment made the body's own is its own; a handling item is held against its implementation item.
    """
    if context.base is None or context.item.get("layer") == "handling" or "name" in context.item.get("adjusted", ()):
        return
    mine, base = text(values, "name"), text(context.base, "name")
    if mine and base and plain(mine) != plain(base):
        yield Found("name", f"目录中的名称为“{base}”", f"the catalogue calls it {base}")


RULE = Rule(
    zh="事项名称与目录一致",
    en="The name is the catalogue's",
    severity="block",
    waivable=Waivable("目录正在更名、逐级跟进的", "a new name may be on its way down"),
    clause="A05",
    cure_zh="改用目录名称；个性化叫法写入“日常用语”",
    cure_en="use the catalogue's name; other words go to the plain name",
    compare=compare,
    passes=[
        {"name": "市场登记"},
        Case({"name": "市场登记（设立）"}, Context(base={"name": "市场登记(设立)"})),
        Case({"name": "市场开办登记"}, Context(base={"name": "市场设立登记"}, item={"adjusted": ["name"]})),
        Case({"name": "市场开办登记"}, Context(base={"name": "市场设立登记"}, item={"layer": "handling"})),
    ],
    fails=[
        Case({"name": "市场开办登记"}, Context(base={"name": "市场设立登记"})),
        Case({"name": "市场开办登记"}, Context(base={"name": "市场设立登记"}, item={"adjusted": ["legal_limit"]})),
    ],
)
