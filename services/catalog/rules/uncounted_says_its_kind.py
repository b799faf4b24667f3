"""A step that stops the clock says in its name of which kind it is, and what it does is no other thing (A18)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._closed import nature_of
from services.catalog.rules._read import rows, text


def check(values: Values) -> Iterator[Found]:
    """Steps and special procedures of which it cannot be seen whether the list has them."""
    uncounted = [(path, row, nature_of(row)) for path, row in rows(values, "steps") if text(row, "uncounted")]
    special = [(path, row, nature_of(row, special=True)) for path, row in rows(values, "special_procedures")]
    for path, row, what in (*uncounted, *special):
        if what == "unclear":
            name = text(row, "name")[:20]
            yield Found(
                f"{path}.name", f"“{name}”的名称、内容与所选不计时种类不一致", f"{name} and its kind do not agree"
            )


_LAW = "《某某条例》第四十五条"

RULE = Rule(
    zh="不计时环节名实相符",
    en="An uncounted step is what it says",
    severity="warn",
    clause="A18",
    cure_zh="按实际内容命名和选择种类；条款写明不计入时限的，引用原文",
    cure_en="name it for what it is; where the article says that it does not count, quote it",
    check=check,
    passes=[
        {"steps": [{"name": "现场核查", "uncounted": "1", "content": "两人到现场"}, {"name": "等待"}]},
        {"steps": [{"name": "专家评审", "uncounted": "2", "content": "专家评审后报分管领导"}]},
        {"steps": [{"name": "国际协调", "uncounted": "9", "uncounted_basis": f"{_LAW}：协调的时间不计算在期限内"}]},
        {"steps": [{"name": "公告", "uncounted": "9", "uncounted_basis": _LAW}]},
        {"special_procedures": [{"name": "拍卖", "basis": _LAW}, {"name": "专家论证"}]},
    ],
    fails=[
        {"steps": [{"name": "现场核查", "uncounted": "2"}]},
        {"steps": [{"name": "听证", "uncounted": "1", "uncounted_basis": _LAW}]},
        {"steps": [{"name": "技术环节", "content": "组织专家评审", "uncounted": "2"}]},
        {"steps": [{"name": "专家评审", "uncounted": "2", "content": "提交局长办公会研究决定"}]},
        {"steps": [{"name": "国际协调", "uncounted": "9", "uncounted_basis": _LAW}]},
        {"special_procedures": [{"name": "等待", "basis": _LAW}]},
    ],
)
