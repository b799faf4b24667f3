"""No step names a section that was merged into the department's approval office."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import rows, text

PLACES = {"steps": "office", "internal_flow": "section"}


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Where the body's sections are known."""
    sections = context.item.get("sections")
    if not isinstance(sections, dict):
        return
    for table, column in PLACES.items():
        for path, row in rows(values, table):
            name = text(row, column)
            if into := sections.get(name):
                yield Found(f"{path}.{column}", f"“{name}”已并入“{into}”", f"{name} was merged into {into}")


_KNOWN = Context(item={"sections": {"许可一科": "行政审批服务办公室", "行政审批服务办公室": ""}})

RULE = Rule(
    zh="环节由归并后的审批办公室承办",
    en="A step is the merged approval office's",
    severity="warn",
    clause="E32",
    cure_zh="改为归并后的办公室",
    cure_en="name the office that took over",
    compare=compare,
    passes=[{"steps": [{"office": "许可一科"}]}, Case({"steps": [{"office": "行政审批服务办公室"}]}, _KNOWN)],
    fails=[
        Case({"steps": [{"office": "许可一科"}]}, _KNOWN),
        Case({"internal_flow": [{"section": "许可一科"}]}, _KNOWN),
    ],
)
