"""In an item with a promise each step says who is responsible, with what power, and within what limit."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import limit, rows, text

PROMISED = "2"


def check(values: Values) -> Iterator[Found]:
    """责任人、权限、承诺时限 of each step."""
    if text(values, "handling_kind") != PROMISED:
        return
    for path, row in rows(values, "steps"):
        lacking = [] if text(row, "handler_post") or text(row, "handler") else ["责任岗位"]
        lacking += [] if text(row, "authority") else ["权限"]
        lacking += [] if limit(row.get("limit")) or row.get("uncounted") else ["时限"]
        if lacking:
            name = text(row, "name")[:20]
            yield Found(
                path,
                f"环节“{name}”缺少{'、'.join(lacking)}",
                f"step {name} lacks {len(lacking)} of post, authority, limit",
            )


_STEP = {
    "name": "审核",
    "handler_post": "审核岗",
    "authority": "提出意见",
    "limit": {"number": 3, "unit": "working_day"},
}

RULE = Rule(
    zh="承诺件各环节有责任人、权限、时限",
    en="Promised steps have post, authority and limit",
    severity="block",
    waivable=Waivable("岗位正在设置的", "a post may be in the making"),
    clause="E17",
    cure_zh="补齐责任岗位、权限和时限",
    cure_en="add post, authority and limit",
    check=check,
    passes=[{"handling_kind": "2", "steps": [_STEP]}, {"handling_kind": "1", "steps": [{"name": "受理"}]}],
    fails=[
        {"handling_kind": "2", "steps": [{k: v for k, v in _STEP.items() if k != key}]}
        for key in ("handler_post", "authority", "limit")
    ],
)
