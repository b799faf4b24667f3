"""Service objects and topics agree: persons have personal topics, firms have corporate ones."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes

PERSON = "1"


def check(values: Values) -> Iterator[Found]:
    """A topic of a kind that the item does not serve."""
    objects = set(codes(values, "service_objects"))
    if not objects:
        return
    if codes(values, "personal_topics") and PERSON not in objects:
        yield Found("personal_topics", "不面向自然人，却有自然人主题", "no persons served, yet personal topics")
    if codes(values, "corporate_topics") and not objects - {PERSON}:
        yield Found("corporate_topics", "只面向自然人，却有法人主题", "only persons served, yet corporate topics")
    if objects == {PERSON} and "personal_topics" in values and not codes(values, "personal_topics"):
        yield Found("personal_topics", "面向自然人，没有主题分类", "persons served, and no topic")


RULE = Rule(
    zh="服务对象与主题分类相符",
    en="Topics agree with whom the item serves",
    severity="warn",
    clause="C34",
    cure_zh="核对服务对象和主题",
    cure_en="correct objects or topics",
    check=check,
    passes=[{"service_objects": ["1", "2"], "personal_topics": ["010"], "corporate_topics": ["010"]}],
    fails=[
        {"service_objects": ["2"], "personal_topics": ["010"]},
        {"service_objects": ["1"], "corporate_topics": ["010"]},
        {"service_objects": ["1"], "personal_topics": []},
    ],
)
