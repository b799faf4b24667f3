"""The plain shape of a published item: one JSON object of words (samples/README.md of the background)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from services.catalog.intake import oddities, words
from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import meant
from services.catalog.intake.leftovers import held_texts, remainder, unplaced
from services.catalog.intake.model import Record
from services.catalog.intake.plainbases import bases
from shared.elements import ELEMENTS
from shared.numerals import number

MARKS = {"legal_bases", "materials", "steps", "statutory_limit", "promised_limit"}
CODES = {
    "credit_code": "credit_code",
    "basic_code": "basic_code",
    "implementation_code": "code",
    "handling_code": "handling_code",
}
TEXTS = {"name": "name", "type": "item_type", "level": "exercise_level", "body": "implementing_body", "conditions": "conditions",
         "fees": "fees", "visits": "visits", "service_object": "service_objects", "remedies": "remedies", "supervision": "complaint"}  # fmt: skip
REMARK = re.compile(r"（[^（）]*）")
"""In the place of a value, as of an empty table."""
QUESTION = ("question", "answer")
AUDITED = "特别程序_AUDIT_ITEM_SPECIAL"
SAID_FIRST = re.compile(r"^(?:办理对象|申报范围|服务对象)[:：]")


def is_plain(raw: Mapping[str, Any]) -> bool:
    """Whether an object is of this shape."""
    return len(MARKS & raw.keys()) > 1 and "elements" not in raw


def read(row: int, raw: dict[str, Any]) -> Record:
    """One item; every part of it is placed, noted or left over."""
    record = Record(row, str(raw.get("id") or row)[:100])
    to = Builder(record)
    for key, code in CODES.items():
        if said := to.text(raw.get(key), key):
            record.item[code] = said
    if "credit_code" in record.item:
        record.values["implementing_body_code"] = record.item["credit_code"][:18]
    for key, element in TEXTS.items():
        told = raw.get(key)
        to.put(element, SAID_FIRST.sub("", told.strip()) if isinstance(told, str) else told)
    for key, take in PARTS.items():
        if raw.get(key):
            take(to, raw[key])
    _other(to, raw.get("other"))
    record.item["name"] = record.values.get("name", "")
    oddities.look(to, raw)
    record.unplaced = _unplaced(raw)
    record.leftover = (
        remainder({k: v for k, v in raw.items() if k != "id"}, held_texts(record.values, record.item)) or {}
    )
    return record


READ: Mapping[str, set[str]] = {
    "statutory_limit": {"text", "unit", "number"}, "promised_limit": {"text", "unit", "number"},
    "legal_bases": {"title", "number", "text", "article"}, "faq": {"q", "a", "question", "answer"}, "handling": {"hours", "places", "modes"},
    "materials": {"name", "form", "copies", "source", "necessity", "page_format", "note", "by_law", "accept_stand"},
    "steps": {"name", "limit", "limit_column", "content", "handler"}, "result": {"name", "type", "validity", "delivery"},
}  # fmt: skip
"""What is read of each part of an item."""


def _unplaced(raw: Mapping[str, Any]) -> dict[str, str]:
    """The keys that nothing is read of, at the top, within the parts, and among the rest of the page."""
    found = unplaced(raw, {"id", "other", *CODES, *TEXTS, *READ})
    for key, known in READ.items():
        for row in [raw[key]] if isinstance(raw.get(key), dict) else _rows(raw.get(key)):
            found |= unplaced(row, known, f"{key}.")
    other = raw.get("other")
    if isinstance(other, dict):
        read = {one for one in other if str(one) in RAW_NAMES or meant(str(one)) or str(one) == AUDITED}
        found |= unplaced(other, read, "other.")
    return found


def _rows(raw: Any) -> list[dict[str, Any]]:
    return [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []


def _limit_of(element: str) -> Callable[[Builder, Any], None]:
    def take(to: Builder, raw: Any) -> None:
        said = raw if isinstance(raw, dict) else {"text": raw}
        unit, number = to.text(said.get("unit"), element), said.get("number")
        if found := to.limit(said.get("text"), element, unit, number):
            to.values[element] = found

    return take


def material(to: Builder, row: dict[str, Any], path: str) -> dict[str, Any]:
    columns = {column.key: column for column in ELEMENTS["materials"].columns}
    form, copies = to.short(row.get("form"), path), to.short(row.get("copies"), path)
    source = to.short(row.get("source"), path)
    issuer = re.search(r"[（(]([^）)]+)[）)]", source)
    kind = words.code(columns["source"], re.sub(r"[（(].*", "", source)) if source else None
    office = bool(source) and kind is None and bool(re.search(r"[局厅部委院所府]$", source))
    made: dict[str, Any] = {
        "name": to.text(row.get("name"), path),
        "necessity": words.code(columns["necessity"], to.text(row.get("necessity"), path)),
        "format": "1"
        if "纸质" in form and "电子" not in form
        else words.code(columns["format"], form)
        if form
        else None,
        "original": "原件" in form if "原件" in form or "复印件" in form else None,
        "copies": to.copies(copies, f"{path}.copies") if copies else None,
        "specification": "；".join(
            dict.fromkeys(p for p in (form, copies, to.text(row.get("page_format"), path)) if p and not p.isdecimal())
        ),
        "source": "20" if office else kind or ("99" if source else None),
        "source_note": (issuer[1] if issuer else source if office else ""),
        "remark": to.text(row.get("note"), path),
        "basis": to.text(row.get("by_law"), path),
        "standard": to.text(row.get("accept_stand"), path),
    }
    return made


def _materials(to: Builder, raw: Any) -> None:
    if isinstance(raw, str):
        to.put("materials", raw)
        return
    rows = enumerate({"name": row} if isinstance(row, str) else row for row in to.given("materials", raw))
    to.rows("materials", [material(to, row, f"materials[{place}]") for place, row in rows])


def _steps(to: Builder, raw: Any) -> None:
    if isinstance(raw, str):
        to.put("steps", raw)
        return
    made = []
    for place, given in enumerate(to.given("steps", raw)):
        path, row = f"steps[{place}]", {"name": given} if isinstance(given, str) else given
        hit = re.search(r"[（(](.+)[）)]", to.short(row.get("limit_column"), path))
        told = row.get("limit")
        told = told if isinstance(told, dict) else {"text": told}
        unit = to.short(told.get("unit"), path) or (hit[1] if hit else "工作日")
        limit = to.limit(told.get("text") or None, path, unit, told.get("number"))
        content, post = to.text(row.get("content"), path), to.text(row.get("handler"), path)
        made.append(
            {
                "name": to.text(row.get("name"), path),
                "limit": limit,
                "content": content,
                "handler_post": post,
            }
        )
    to.rows("steps", made)


def _result(to: Builder, raw: Any) -> None:
    if isinstance(raw, str):
        to.put("results", raw)
        return
    rows = [
        {"name": row} if isinstance(row, str) else row
        for row in to.given("results", [raw] if isinstance(raw, dict) else raw)
    ]
    to.rows("results", [made for row in rows if (made := _one_result(to, row))["name"]])
    for row in rows:
        _delivery(to, row)


def _one_result(to: Builder, row: dict[str, Any]) -> dict[str, Any]:
    columns = {column.key: column for column in ELEMENTS["results"].columns}
    name, kind = to.text(row.get("name"), "results"), to.short(row.get("type"), "results")
    code = words.code(columns["kind"], kind) if kind else None
    return {"name": name, "kind": code, "validity": to.text(row.get("validity"), "results")}


def _delivery(to: Builder, raw: dict[str, Any]) -> None:
    if said := to.short(raw.get("delivery"), "delivery_ways"):
        ways = [
            code
            for code, shape in (("1", "窗口|现场|自取|直接|领取"), ("2", "邮寄|快递"), ("3", "网"))
            if re.search(shape, said)
        ]
        if ways:
            to.values.setdefault("delivery_ways", ways)
            to.values.setdefault("delivery_note", to.cut(said, ELEMENTS["delivery_note"].max, "delivery_note"))


def _handling(to: Builder, raw: Any) -> None:
    if not isinstance(raw, dict):
        to.unread(raw, "ways_to_apply")
        return
    to.put("office_hours", raw.get("hours"))
    to.put("places", raw.get("places"))
    modes = to.short(raw.get("modes"), "ways_to_apply")
    if once := re.search(rf"只?(?:需|用)?跑\s*({words.NUMERAL})次(?!\s*[-~～—至到或、])|零跑", modes):
        to.slip("misplaced", "ways_to_apply", value=modes, belongs=ELEMENTS["visits"].zh)
        to.values.setdefault("visits", number(once[1]) if once[1] else 0)
    ways, _ = words.codes("ways_to_apply", modes) if modes else ([], [])
    shapes = (("1", "窗口|中心|大厅|现场"), ("2", "网|线上|APP"), ("3", "邮寄|快递"))
    ways = ways or [code for code, shape in shapes if re.search(shape, modes)]
    if ways:
        to.values["ways_to_apply"] = ways
        to.values.setdefault("online", "2" in ways)


def _faqs(to: Builder, raw: Any) -> None:
    if isinstance(raw, str) or (isinstance(raw, list) and all(isinstance(one, str) for one in raw)):
        to.put("faqs", raw)
        return
    rows = to.given("faqs", raw)
    to.unread([row for row in rows if isinstance(row, str)], "faqs")
    pairs = [
        [to.text(row.get(long) or row.get(long[0]), "faqs") for long in QUESTION]
        for row in rows
        if isinstance(row, dict)
    ]
    to.rows("faqs", [dict(zip(QUESTION, pair, strict=True)) for pair in pairs])


PARTS: Mapping[str, Callable[[Builder, Any], None]] = {
    "statutory_limit": _limit_of("legal_limit"),
    "promised_limit": _limit_of("promised_limit"),
    "legal_bases": bases,
    "materials": _materials,
    "steps": _steps,
    "result": _result,
    "handling": _handling,
    "faq": _faqs,
}
RAW_NAMES = {
    "task_type": "item_type",
    "project_type": "handling_kind",
    "scene_reason": "visits_reason",
    "is_amount_limit": "quantity_limited",
}


def _other(to: Builder, raw: Any) -> None:
    """What the page had beside the common parts: known headings become elements, the rest stays."""
    for heading, value in raw.items() if isinstance(raw, dict) else ():
        key = RAW_NAMES.get(heading) or meant(str(heading))
        if heading == AUDITED or (key == "special_procedures" and isinstance(value, dict)):
            _special(to, value)
        elif key and key in ELEMENTS and not _is_blank(value):
            to.put(key, value)


def _is_blank(value: Any) -> bool:
    said = str(value).strip()
    return said in ("", "无") or REMARK.fullmatch(said) is not None


def _special(to: Builder, raw: Any) -> None:
    for row in _rows(raw if isinstance(raw, list) else [raw]):
        texts = {key: to.text(value, "special_procedures") for key, value in row.items()}
        desc = texts.get("special_desc", "") or texts.get("说明", "")
        name = re.split(r"[:：\n]", desc)[0] or texts.get("special_name", "")
        number = texts.get("special_date") or texts.get("时限") or ""
        limit = to.limit(number, "special_procedures", "工作日") if number else None
        to.rows("special_procedures", [{"name": name, "limit": limit, "basis": desc, "kind": "2"}])
