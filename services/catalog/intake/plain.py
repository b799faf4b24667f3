"""The plain shape of a published item: one JSON object of words (samples/README.md of the background)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from services.catalog.intake import oddities, words
from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import meant
from services.catalog.intake.leftovers import held_texts, remainder, unplaced
from services.catalog.intake.model import Record
from shared.asides import bare, marked
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
TITLE, NUMBER, ARTICLE = 300, 100, 20_000
"""How long the title of a basis, its number and its text may be."""
LABEL = re.compile(r"^[【\[][^】\]]{1,10}[】\]]")
REMARK = re.compile(r"（[^（）]*）")
"""In the place of a value, as of an empty table."""
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
        if isinstance(raw.get(key), str):
            to.put(element, SAID_FIRST.sub("", raw[key].strip()))
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
    "legal_bases": {"title", "number", "text", "article"}, "faq": {"q", "a"}, "handling": {"hours", "places", "modes"},
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


def _bases(to: Builder, raw: Any) -> None:
    found = []
    for place, row in enumerate(_rows(raw)):
        path = f"legal_bases[{place}]"
        title = to.short(row.get("title"), path)
        if not title:
            continue
        head = _head(to, row, title, path)
        said = to.short(row.get("article"), path)
        articles = words.articles(said) if said else []
        if said and not articles:
            to.slip("article_unreadable", path, value=said)
        if len(articles) > 1:
            to.slip("articles_in_one_field", path, value=said)
        found += [head | {"insert": 0} | one for one in articles] or [head | {"article": None, "insert": 0}]
    if found:
        to.values["legal_bases"] = found


def _head(to: Builder, row: dict[str, Any], title: str, path: str) -> dict[str, Any]:
    """The title by itself, the number, and the words; what stands behind the title in brackets belongs to the number."""
    inner = LABEL.sub("", title).strip()
    name, behind = marked(inner) or (inner, "")
    if inner != title and "【" in title:
        name, behind = title.replace("《", "").replace("》", ""), ""
    about = "；".join(dict.fromkeys(one for one in (bare(to.text(row.get("number"), path)), behind) if one))
    head: dict[str, Any] = {"kind": "establishing", "title": to.cut(name, TITLE, path)}
    head |= {"document_number": to.cut(about, NUMBER, path)} if about else {}
    head |= {"text": to.cut(t, ARTICLE, f"{path}.text")} if (t := to.text(row.get("text"), path)) else {}
    return head


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
    to.rows("materials", [material(to, row, f"materials[{n}]") for n, row in enumerate(_rows(raw))])


def _steps(to: Builder, raw: Any) -> None:
    if isinstance(raw, str):
        to.put("steps", raw)
        return
    made = []
    for place, row in enumerate(_rows(raw)):
        path = f"steps[{place}]"
        unit = re.search(r"[（(](.+)[）)]", to.short(row.get("limit_column"), path))
        limit = to.limit(row.get("limit"), path, unit[1] if unit else "工作日") if row.get("limit") else None
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
    if not isinstance(raw, dict):
        to.put("results", raw)
        return
    columns = {column.key: column for column in ELEMENTS["results"].columns}
    name, kind = to.text(raw.get("name"), "results"), to.short(raw.get("type"), "results")
    code = words.code(columns["kind"], kind) if kind else None
    if name:
        to.rows("results", [{"name": name, "kind": code, "validity": to.text(raw.get("validity"), "results")}])
    if said := to.short(raw.get("delivery"), "delivery_ways"):
        ways = [
            code
            for code, shape in (("1", "窗口|现场|自取|直接|领取"), ("2", "邮寄|快递"), ("3", "网"))
            if re.search(shape, said)
        ]
        if ways:
            to.values["delivery_ways"] = ways
            to.values["delivery_note"] = to.cut(said, ELEMENTS["delivery_note"].max, "delivery_note")


def _handling(to: Builder, raw: Any) -> None:
    if not isinstance(raw, dict):
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
    pairs = [(to.text(row.get("q"), "faqs"), to.text(row.get("a"), "faqs")) for row in _rows(raw)]
    to.rows("faqs", [{"question": q, "answer": a} for q, a in pairs])


PARTS: Mapping[str, Callable[[Builder, Any], None]] = {
    "statutory_limit": _limit_of("legal_limit"),
    "promised_limit": _limit_of("promised_limit"),
    "legal_bases": _bases,
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
        elif (
            key
            and key in ELEMENTS
            and isinstance(value, str | int)
            and str(value).strip() not in ("", "无")
            and not REMARK.fullmatch(str(value).strip())
        ):
            to.put(key, value)


def _special(to: Builder, raw: Any) -> None:
    for row in _rows(raw if isinstance(raw, list) else [raw]):
        texts = {key: to.text(value, "special_procedures") for key, value in row.items()}
        desc = texts.get("special_desc", "") or texts.get("说明", "")
        name = re.split(r"[:：\n]", desc)[0] or texts.get("special_name", "")
        number = texts.get("special_date") or texts.get("时限") or ""
        limit = to.limit(number, "special_procedures", "工作日") if number else None
        to.rows("special_procedures", [{"name": name, "limit": limit, "basis": desc, "kind": "2"}])
