"""Each element is what its definition says: type, code, length, and what its rows require."""

from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Waivable
from shared.elements import value_faults


def each(key: str, value: Any) -> Iterator[Found]:
    """What the definition finds in one element, as the test before publishing asks it."""
    for one in value_faults(key, value):
        yield Found(one.path or key, one.message_zh, one.message_en, one.cure_zh, one.cure_en)


RULE = Rule(
    zh="要素符合定义：类型、代码、长度和各行必填栏",
    en="Elements are as defined: type, code, length, and the required columns of each row",
    severity="block",
    waivable=Waivable("公开前的测试照样不通过", "the test before publishing fails all the same", may=False),
    clause="G13",
    cure_zh="按要素定义填写",
    cure_en="fill it in as the element is defined",
    each=each,
    passes=[
        {"visits": 1, "charges": None, "results": {"none": "无审批结果"}},
        {"results": [{"name": "取水许可证", "kind": "10"}], "related_items": []},
        {"supervision": [{"phase": "1", "level": "4", "measures": "现场检查。", "standard": "按规程。"}]},
    ],
    fails=[
        {"visits": "两次"},
        {"results": [{"name": "取水许可证"}, {"kind": "10"}]},
        {"related_items": [{"relation": "1"}]},
        {"supervision": [{"level": "4", "measures": "现场检查。", "standard": "按规程。"}]},
    ],
)
