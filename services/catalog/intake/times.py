"""Times as dumps write them: ISO and its kin, bare digits, Oracle's months, Chinese dates, seconds since 1970."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from shared.xlsx.text import chinese_date

HERE = timezone(timedelta(hours=8))
NAMES = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
CLOCK = r"(?:(?P<h>\d{1,2})[:.时点](?P<m>\d{1,2})[分]?(?:[:.]?(?P<s>\d{1,2})秒?(?:[.,](?P<f>\d{1,9}))?)?)"
HALF = r"\s*(?P<half>AM|PM|上午|下午)?"
ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})[-/.年](?P<mo>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?(?:[\sT]*{CLOCK}{HALF}{ZONE})?", re.IGNORECASE
)
ORACLE = re.compile(
    rf"(?P<d>\d{{1,2}})-(?P<mo>[A-Z]{{3}}|\d{{1,2}}月)\s*-\s*(?P<y>\d{{2}}|\d{{4}})(?:\s+{CLOCK}{HALF}{ZONE})?",
    re.IGNORECASE,
)
DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<mo>\d\d)(?P<d>\d\d)(?:(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)(?P<f>\d{3})?)?")
SECONDS, MILLISECONDS = 10, 13
CENTURY, TURN = 100, 70


class Moment(NamedTuple):
    """A day, and the time of it where it is said."""

    day: date
    clock: time | None = None


def moment(said: str) -> Moment | None:
    """The moment that a text tells, here; None where it cannot be told for sure."""
    text = unicodedata.normalize("NFKC", said).strip()
    if text.isdecimal() and len(text) in (SECONDS, MILLISECONDS) and not DIGITS.match(text):
        return _since_1970(int(text) // (1 if len(text) == SECONDS else 1000))
    if plain := next((hit for shape in (YEAR_FIRST, ORACLE, DIGITS) if (hit := shape.fullmatch(text))), None):
        return _moment(plain.groupdict())
    found = chinese_date(text)
    return Moment(found) if found else None


def _since_1970(seconds: int) -> Moment:
    at = datetime.fromtimestamp(seconds, HERE)
    return Moment(at.date(), at.time())


def _moment(part: dict[str, str | None]) -> Moment | None:
    year, month = int(part["y"] or 0), str(part["mo"]).upper()
    year += 0 if year >= CENTURY else 1900 if year >= TURN else 2000
    try:
        day = date(
            year, NAMES.find(month) // 3 + 1 if month.isalpha() else int(month.rstrip("月")), int(part["d"] or 0)
        )
        return Moment(day) if part["h"] is None else _at(day, part)
    except ValueError:
        return None


def _at(day: date, part: dict[str, str | None]) -> Moment:
    hour, half = int(part["h"] or 0), (part.get("half") or "").upper()
    if half and hour in range(1, 13):
        hour = hour % 12 + (12 if half in ("PM", "下午") else 0)
    fraction = (part.get("f") or "").ljust(6, "0")[:6]
    clock = time(hour, int(part["m"] or 0), int(part["s"] or 0), int(fraction))
    zone = (part.get("zone") or "").upper()
    if not zone:
        return Moment(day, clock)
    sign, digits = zone[0], zone[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) if sign in "+-" else timedelta()
    told = datetime.combine(day, clock, UTC) - (ahead if sign != "-" else -ahead)
    at = told.astimezone(HERE)
    return Moment(at.date(), at.time())
