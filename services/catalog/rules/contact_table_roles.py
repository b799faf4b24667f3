"""The contact table names all three roles."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import rows, text

ROLES = {"1": "主管领导", "2": "法制审核", "3": "联络人"}


def check(values: Values) -> Iterator[Found]:
    """Only where the table has rows."""
    held = {text(row, "role") for _, row in rows(values, "contacts")}
    for role in sorted(set(ROLES) - held) if held else ():
        yield Found("contacts", f"联系表缺少{ROLES[role]}", f"role {role} is missing")


RULE = Rule(
    zh="联系表三种角色齐全",
    en="The contact table has three roles",
    severity="block",
    waivable=Waivable("岗位空缺、正在任命的", "a post may be vacant for a time"),
    clause="C03",
    cure_zh="补充联系人",
    cure_en="add the person",
    check=check,
    passes=[{"contacts": [{"name": "a", "role": "1"}, {"name": "b", "role": "2"}, {"name": "c", "role": "3"}]}, {}],
    fails=[{"contacts": [{"name": "a", "role": "1"}, {"name": "b", "role": "2"}]}],
)
