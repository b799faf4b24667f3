"""Times as dumps write them: ISO and its kin, bare digits, Oracle's months, Chinese dates, seconds since 1970."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from shared.xlsx.text import chinese_date

HERE = timezone(timedelta(hours=8))
NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
BEFORE = r"(?P<before>上午|下午)?\s*"
CLOCK = BEFORE + r"(?:(?P<h>\d{1,2})[:.时点](?P<m>\d{1,2})[分]?(?:[:.]?(?P<s>\d{1,2})秒?(?:[.,](?P<f>\d{1,9}))?)?)"
HALF = r"\s*(?P<half>AM|PM|上午|下午)?"
ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?"
YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})[-/.年](?P<mo>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})[日号]?(?:[\sT]*{CLOCK}{HALF}{ZONE})?",
    re.IGNORECASE,
)
ORACLE = re.compile(
    rf"(?P<d>\d{{1,2}})-(?P<mo>[A-Z]{{3}}|\d{{1,2}}月)\s*-\s*(?P<y>\d{{2}}|\d{{4}})(?:\s+{CLOCK}{HALF}{ZONE})?",
    re.IGNORECASE,
)
DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<mo>\d\d)(?P<d>\d\d)(?:(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)(?P<f>\d{3})?)?")
SECONDS, MILLISECONDS = 10, 13
SHORT_YEAR, TURN = 2, 70
MIDNIGHT = 24


AFTER = re.compile(r"\s*起?\s*(?:正式)?(?:开始)?(?:施行|实施|执行|生效|启用)?[。.]?$")
YEARS = range(1900, 2200)
CHINESE = "〇零○一二三四五六七八九十"
NO_DAY = re.compile(
    rf"(?:\d{{4}}|[{CHINESE}]{{4}})\s*[-/.年]?\s*(?:\d{{1,2}}|[{CHINESE}]{{1,2}})?\s*月?(?:份|初|底|末|中|上旬|中旬|下旬)?"
    rf"|(?:\d{{4}}|[{CHINESE}]{{4}})\s*[-年]?\s*(?:第?[一二三四1-4]季度|[qQ][1-4]|[上下]半年|[wW]\d{{1,2}}(?:-?\d)?|第?\d{{1,2}}周|\d{{3}})\s*[初底末]?"
)
"""A year, a half, a quarter, a month, a week, or a day counted from the year's first: not a day of a month."""


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
    try:
        day = date(_year(part["y"] or ""), _month(part["mo"] or ""), int(part["d"] or 0))
        return Moment(day) if part["h"] is None else _at(day, part)
    except (ValueError, OverflowError):
        return None


def _year(said: str) -> int:
    """A year of two digits is one of 1970 to 2069."""
    year = int(said)
    return year if len(said) > SHORT_YEAR else year + (1900 if year >= TURN else 2000)


def _month(said: str) -> int:
    return NAMES.index(said.upper()) + 1 if said.isalpha() else int(said.rstrip("月"))


def _at(day: date, part: dict[str, str | None]) -> Moment:
    hour, half = int(part["h"] or 0), (part.get("half") or part.get("before") or "").upper()
    if half and hour in range(1, 13):
        hour = hour % 12 + (12 if half in ("PM", "下午") else 0)
    minute, second, fraction = int(part["m"] or 0), int(part["s"] or 0), int((part.get("f") or "").ljust(6, "0")[:6])
    if hour == MIDNIGHT and not (minute or second or fraction):
        day, hour = day + timedelta(days=1), 0
    clock = time(hour, minute, second, fraction)
    zone = (part.get("zone") or "").upper()
    if not zone:
        return Moment(day, clock)
    at = datetime.combine(day, clock, _zone(zone)).astimezone(HERE)
    return Moment(at.date(), at.time())


def _zone(said: str) -> timezone:
    if said[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(said[1:3]), minutes=int(said[3:].strip(":") or 0))
    return timezone(ahead if said[0] == "+" else -ahead)


def day(said: str) -> date | None:
    """The day that a text tells, with or without that it is the first: 2018年8月31日起施行; None where it names no day."""
    at = moment(AFTER.sub("", unicodedata.normalize("NFKC", said).strip()))
    return at.day if at and at.day.year in YEARS else None


def lacks_a_day(said: str) -> bool:
    """Whether a text names a time that is longer than a day, or a day that is none of a month: 2027年11月, 202711, 2027-W48."""
    return bool(NO_DAY.fullmatch(unicodedata.normalize("NFKC", said).strip()))
