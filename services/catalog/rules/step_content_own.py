"""Each step has a content of its own."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

LONG = 20


def check(values: Values) -> Iterator[Found]:
    """Two steps with one long text."""
    seen: dict[str, str] = {}
    for path, row in rows(values, "steps"):
        content = text(row, "content")
        if len(content) >= LONG and seen.setdefault(content, text(row, "name")) != text(row, "name"):
            words = f"“{text(row, 'name')}”与“{seen[content]}”内容相同"
            yield Found(f"{path}.content", words, f"{text(row, 'name')} and {seen[content]} say the same")


_SAME = "登记机关应当对申请材料进行形式审查，当场予以登记。"

RULE = Rule(
    zh="各环节内容不雷同",
    en="Steps differ in content",
    severity="hint",
    clause="E18",
    cure_zh="分别写明各环节做什么，或合并环节",
    cure_en="say what each does, or merge them",
    check=check,
    passes=[{"steps": [{"name": "审查", "content": _SAME}, {"name": "决定", "content": "作出决定。"}]}],
    fails=[{"steps": [{"name": "审查", "content": _SAME}, {"name": "决定", "content": _SAME}]}],
)
