"""An item says only what items of its type have."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from shared.elements import ELEMENTS, type_faults

ASKED = ("item_type", *(key for key, element in ELEMENTS.items() if element.types))


def check(values: Values) -> Iterator[Found]:
    """Each element of which something is said and that another type has."""
    for one in type_faults({key: values.get(key) for key in ASKED}):
        yield Found(one.path, one.message_zh, one.message_en, one.cure_zh, one.cure_en)


RULE = Rule(
    zh="要素适用于事项类型",
    en="The elements are those of the type",
    severity="block",
    waivable=Waivable("公开前的测试照样不通过", "the test before publishing fails all the same", may=False),
    clause="G03",
    cure_zh="删除该要素，或核对事项类型",
    cure_en="leave it out or check the item type",
    check=check,
    passes=[
        {},
        {"item_type": "01", "approval_conditions": "有固定的生产场所。"},
        {"item_type": "07", "conditions": "有固定的生产场所。", "approval_conditions": ""},
        {"penalties": [{"act": "无证经营"}]},
        {"item_type": "07", "has_first_review": False, "approval_conditions": "无", "inspection_frequency": "/"},
        {"item_type": "07", "approval_conditions": {"none": "不涉及"}},
    ],
    fails=[
        {"item_type": "07", "approval_conditions": "有固定的生产场所。"},
        {"item_type": "01", "penalties": [{"act": "无证经营"}]},
        {"item_type": "20", "inspection_frequency": "每年一次"},
    ],
)
