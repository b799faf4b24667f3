"""Tables in words: what one text says of materials, steps, fees and their like, as rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from services.catalog.intake import words
from services.catalog.intake.charges import charged
from services.catalog.intake.fees import MOST, apart
from services.catalog.intake.pairs import pairs, questions
from services.catalog.intake.remedywords import remedies, unread
from services.catalog.intake.texts import lines_of
from shared.elements import ELEMENTS, Kind
from shared.flows import steps_in
from shared.phones import phones

if TYPE_CHECKING:
    from services.catalog.intake.builder import Builder

CODED = re.compile(r"[\d\s^、,，;；|/]+")
"""Codes alone; of what table they are is not known where these stand."""
TIME = re.compile(rf"{words.NUMERAL}\s*个?\s*(?:工作日|自然日|日|天|月)")
WAYS = re.compile(r"\n|[;；]|(?<!\s)\s+(?=\d{1,2}[、.．]\D)")
CHANNELS = (
    ("4", re.compile("@")),
    ("3", re.compile("https?:", re.IGNORECASE)),
    ("2", re.compile(r"\d{7}|电话|〔略〕")),
    ("1", re.compile(r"窗口|大厅|现场")),
    ("5", re.compile(r"信函|来信|信件|邮编|邮政编码|通[讯信]地址")),
)


def listed(to: "Builder", key: str, said: str) -> None:
    """A table in words: one row a line, the line in the first column. A bare yes, or a code, names nothing.

    Where a row takes more than a name, or a code in the place of one, a line is none.
    """
    if not _names_some(to, key, said):
        return
    first, *more = [column for column in ELEMENTS[key].columns if column.required]
    if not more and first.type is Kind.TEXT:
        _rows(to, key, lines_of(said))
        return
    labels = [one for one in re.split(r"[、,，;；\n]", said) if one.strip()]
    codes = [words.code(first, one) for one in labels] if first.table and not more else [None]
    if None in codes:
        _kept(to, key, said, ())
    else:
        to.rows(key, [{first.key: code} for code in dict.fromkeys(codes)])


def _kept(to: "Builder", key: str, said: str, rows: Sequence[Mapping[str, Any]], more: Sequence[str] = ()) -> None:
    """Tell of a table in words what its rows need and the words do not surely say, and what `more`; the words are kept."""
    columns = ELEMENTS[key].columns
    lacking = [one for one in columns if one.required and not (rows and all(row.get(one.key) for row in rows))]
    if told := [*lacking, *(one for one in columns if one.key in more)]:
        to.slip("columns_unread", key, value=said, other="、".join(one.zh for one in told))
    to.record.worded[key] = frozenset(one.key for one in lacking)
    to.record.leftover[key] = said


def _names_some(to: "Builder", key: str, said: str) -> bool:
    """Whether a text can name the rows of a table: no says that there are none, yes and a code do not say which."""
    answer = words.yes_or_no(said)
    unnamed = answer or (answer is None and CODED.fullmatch(said) is not None)
    if unnamed:
        to.slip("unknown_label", key, value=said)
    return answer is None and not unnamed


def _rows(to: "Builder", key: str, lines: list[str]) -> None:
    first = ELEMENTS[key].columns[0].key
    to.rows(key, [{first: line} for line in lines])


def _steps(to: "Builder", key: str, said: str) -> None:
    to.rows(key, [{"name": said}]) if len(steps_in(said)) > 1 else listed(to, key, said)


def _procedures(to: "Builder", key: str, said: str) -> None:
    """What stands outside the clock, one a line: its name, its time, and the article where one is cited."""
    made = []
    for line in lines_of(said):
        hit = TIME.search(line)
        name = re.split(r"[:：（(，,。]", line)[0] or line
        cites = {"basis" if "《" in line else "note": line} if line != name else {}
        made.append({"name": name, "limit": to.limit(hit[0], key) if hit else None, "kind": "2"} | cites)
    to.rows(key, made)


def _bodies(to: "Builder", key: str, said: str) -> None:
    """The bodies that a text names, parted as names of bodies are."""
    if _names_some(to, key, said):
        _rows(to, key, [one for line in lines_of(said) for one in re.split(r"[、,，;；^|]", line) if one.strip()])


def _contact(to: "Builder", key: str, said: str) -> None:
    """Each way to ask in a row of its own, where several are said."""
    rows = [{"channel": _channel(one), "value": one.strip()} for one in WAYS.split(said) if one.strip()]
    alike = len({row["channel"] for row in rows}) == 1
    to.rows(key, [{"channel": rows[0]["channel"], "value": said}] if alike else rows)


def _channel(said: str) -> str:
    return next((code for code, shape in CHANNELS if shape.search(said)), "2" if phones(said) else "9")


def _places(to: "Builder", key: str, said: str) -> None:
    to.rows(key, [{"name": said, "address": said}])


def _fees(to: "Builder", key: str, said: str) -> None:
    charges, listed = charged(said)
    if charges is None:
        to.slip("fees_unclear", key, value=said[:MOST])
    else:
        to.values["charges"] = charges
    if not charges:
        return
    told = apart(said)
    if listed:
        to.rows(key, told["rows"] or [{"name": said}])
    if told["basis"] and not any("basis" in row for row in to.values.get(key, ())):
        to.put("fee_basis", told["basis"])
    if told["online"] is not None:
        to.values.setdefault("pay_online", told["online"])


def _remedies(to: "Builder", key: str, said: str) -> None:
    rows = remedies(said)
    to.rows(key, rows)
    _kept(to, key, said, rows, unread(said, rows))


def _pairs(to: "Builder", key: str, said: str) -> None:
    """Two of a row: read where it is certain which is which; questions alone stay questions."""
    if not _names_some(to, key, said):
        return
    if rows := pairs(key, said):
        to.rows(key, rows)
    elif key == "faqs" and questions(said):
        _rows(to, key, lines_of(said))
    else:
        _kept(to, key, said, rows)


TABLES: Mapping[str, Callable[["Builder", str, str], None]] = {
    "steps": _steps,
    "special_procedures": _procedures,
    "joint_bodies": _bodies,
    "consult": _contact,
    "complaint": _contact,
    "places": _places,
    "fees": _fees,
    "remedies": _remedies,
    "faqs": _pairs,
    "common_errors": _pairs,
}
