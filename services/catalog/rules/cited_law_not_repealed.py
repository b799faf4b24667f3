"""No text of an item stands on a law that has ended: conditions, steps and the bases of materials too."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._law import TITLE, plain
from services.catalog.rules._read import drawn_each, rows_of
from services.catalog.rules.basis_not_repealed import repealed

TEXTS = ("conditions", "approval_conditions", "prohibitions", "scope", "procedure", "limit_note", "operating_duties", "note")  # fmt: skip
TABLES = {
    "materials": ("basis", "standard", "remark"),
    "steps": ("content", "uncounted_basis"),
    "special_procedures": ("basis",),
    "faqs": ("answer",),
    "supervision": ("standard",),
}
LONG = 5_000
PAST = re.compile(r"(?:原|旧|曾|此前|以前|当时|按照?原来的?|废止的?|失效的?)\s*$")
"""Before a title: 依原《…》取得的许可证 tells of the past."""
ENDED = re.compile(r"^》[^。；;\n]{0,40}(?:废止|失效|施行前|实施前|代替|取代)")


def _cited(key: str, value: Any) -> Sequence[tuple[str, str]]:
    """The laws that an element cites and that have ended, each with its path."""
    told = [(key, value)] if key in TEXTS and isinstance(value, str) else []
    if columns := TABLES.get(key):
        for path, row in rows_of(key, value):
            told += [
                (f"{path}.{one}", said) for one in columns if isinstance(said := row.get(one), str) and "《" in said
            ]
    found: dict[str, str] = {}
    for path, words in told:
        for hit in TITLE.finditer(words[:LONG]) if "《" in words else ():
            title = plain(hit[1])
            if (
                title in repealed()
                and not PAST.search(words[: hit.start()])
                and not ENDED.match(words[hit.end() - 1 :])
            ):
                found.setdefault(title, path)
    return [(path, title) for title, path in found.items()]


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Each of them that has ended by the day, once an element."""
    for _, cited in drawn_each(values, (*TEXTS, *TABLES), _cited):
        for path, title in cited:
            on, by = repealed()[title]
            if context.today is None or on <= context.today:
                yield Found(path, f"《{title[:60]}》自 {on} 起废止，见《{by}》", f"{title[:60]} ended on {on}, by {by}")


_OLD = {"conditions": "符合《药品经营许可证管理办法》第五条规定的企业"}

RULE = Rule(
    zh="正文不引已废止的规定",
    en="No text cites what is repealed",
    severity="warn",
    clause="E07",
    cure_zh="改引现行规定，并核对要求是否随之改变",
    cure_en="cite what is in force, and see whether it still asks the same",
    compare=compare,
    passes=[
        {"conditions": "符合《药品管理法》第五十一条"},
        {"conditions": "依照原《药品经营许可证管理办法》取得许可证的企业"},
        {"note": "《药品经营许可证管理办法》已于2024年1月1日废止。"},
        Case(_OLD, Context(today=date(2023, 10, 25))),
    ],
    fails=[
        _OLD,
        {"materials": [{"name": "申请表", "basis": "《个体工商户条例》第八条"}]},
        {"faqs": [{"question": "依据？", "answer": "《中华人民共和国合同法》第五十二条"}]},
        {"steps": [{"name": "审查", "content": "按《煤矿安全监察条例》第十条审查"}]},
    ],
)
