"""A body that a case of the platform entrusts says so of itself."""

from collections.abc import Iterator

from services.catalog.domain.delegating import own_words
from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._read import text
from shared.elements import ELEMENTS, code_label

CODED = ("power_source", "body_nature")
SAID = (*CODED, "entrusting_body")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """One finding for each of source, nature and organ that is said otherwise than the case has it."""
    organ = context.item.get("entrusted_by")
    words = own_words("entrust", organ) if organ else {}
    for key in SAID:
        if words and text(values, key) != words[key]:
            label, coded = ELEMENTS[key], code_label(key, words[key]) if key in CODED else None
            yield Found(
                key,
                f"本事项受{organ}委托办理，{label.zh}应为{coded.zh if coded else organ}",
                f"the item is entrusted: {label.en} is {coded.en if coded else organ}",
            )


_ENTRUSTED = own_words("entrust", "某市局")
_BY_CASE = Context(item={"entrusted_by": "某市局"})

RULE = Rule(
    zh="受委托办理的事项如实写明权力来源、主体性质和委托机关",
    en="What a body is entrusted with says so: source of power, nature of the body, the organ",
    severity="block",
    waivable=Waivable("委托关系由平台上的办件决定", "the case on the platform decides who is entrusted", may=False),
    clause="E05",
    cure_zh="按委托办件写明；委托已不再的，由委托机关终止委托",
    cure_en="say it as the case has it; if it is entrusted no more, the organ ends the entrusting",
    compare=compare,
    passes=[{"power_source": "1"}, Case(_ENTRUSTED, _BY_CASE)],
    fails=[
        Case(_ENTRUSTED | {"power_source": "1"}, _BY_CASE),
        Case(_ENTRUSTED | {"body_nature": "1"}, _BY_CASE),
        Case(_ENTRUSTED | {"entrusting_body": "某县局"}, _BY_CASE),
    ],
)
