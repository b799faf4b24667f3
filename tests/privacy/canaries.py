"""Canaries for every internal element and column, made from the definitions; and the ways in which one may hide."""

import base64
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from pypdf import PdfReader

from shared.elements import ELEMENTS, TABLES, Column, Element, Kind

Values = dict[str, Any]


@dataclass
class Cage:
    """Makes canaries that sing one song or several; `words` says which word stands for which field."""

    songs: tuple[str, ...]
    number: int
    words: dict[str, str] = field(default_factory=dict)
    file: Values = field(default_factory=dict)

    def value(self, path: str, one: Element | Column) -> Any:
        """A value of the field's type that nobody else has; a code or a yes cannot be told apart and is found by key."""
        self.number += 1
        if one.type is Kind.TABLE and isinstance(one, Element):
            return [self._row(path, one) | extra for extra in _each_code(one)]
        if one.type in (Kind.CHOICE, Kind.CHOICES):
            code = next(iter(TABLES[str(one.table)].schemes[str(one.scheme)].codes))
            return code if one.type is Kind.CHOICE else [code]
        if one.type in (Kind.BOOLEAN, Kind.INTEGER):
            return {Kind.BOOLEAN: False, Kind.INTEGER: 1}[one.type]
        return self._sung(path, one)

    def _row(self, path: str, one: Element) -> Values:
        return {column.key: self.value(f"{path}.{column.key}", column) for column in one.columns}

    def _sung(self, path: str, one: Element | Column) -> Any:
        digits = f"{self.number % 10**8:08d}"
        day = f"19{self.number % 90 + 10:02d}-0{self.number % 9 + 1}-1{self.number % 7}"
        room = min(one.max, 60) or 60
        word = {Kind.PHONE: f"0467-{digits}", Kind.DATE: day, Kind.MONEY: f"{digits}.77"}.get(one.type, "")
        if one.type is Kind.PHONE:
            self._word(path, word.replace("-", ""))
        elif one.type in (Kind.EMAIL, Kind.URL):
            word = f"canary{digits}"
        word = self._word(path, word[-room:]) if word else self._text(path, digits, room)
        named = self.file | {"name": f"{word}.pdf"}
        shaped: dict[Kind, Any] = {
            Kind.PHONE: word,
            Kind.EMAIL: f"{word}@example.org",
            Kind.URL: f"https://example.org/{word}",
            Kind.TEXTS: [word],
            Kind.LIMIT: {"number": 1, "unit": "working_day", "note": word},
            Kind.BASES: [{"kind": "establishing", "title": word}],
            Kind.ATTACHMENT: named,
            Kind.ATTACHMENTS: [named],
        }
        return shaped.get(one.type, word)

    def _text(self, path: str, digits: str, room: int) -> str:
        """A word of each song, as many as there is room for; another song begins each time."""
        turn = self.number % len(self.songs)
        first, *more = [f"{song}{digits}" for song in (*self.songs[turn:], *self.songs[:turn])]
        sung = self._word(path, first[-room:])
        for word in more:
            sung += self._word(path, word) if len(sung) + len(word) <= room else ""
        return sung

    def _word(self, path: str, word: str) -> str:
        self.words[word] = path
        return word

    def planted(self, values: Mapping[str, Any]) -> Values:
        """The values with a canary in every internal element and in every internal column of every row."""
        made: Values = dict(values)
        for key, element in ELEMENTS.items():
            if not element.public:
                made[key] = self.value(key, element)
            elif isinstance(made.get(key), list) and element.columns:
                hidden = [column for column in element.columns if not column.public]
                made[key] = [row | {c.key: self.value(f"{key}.{c.key}", c) for c in hidden} for row in made[key]]
        return made


def _each_code(table: Element) -> list[Values]:
    """A row for each code of the table's first choice: some tables must name every role."""
    choice = next((column for column in table.columns if column.type is Kind.CHOICE), None)
    if choice is None:
        return [{}]
    codes = list(TABLES[str(choice.table)].schemes[str(choice.scheme)].codes)
    return [{choice.key: code} for code in codes[: min(table.max, 12)]]


def hidden_keys() -> set[str]:
    """Keys of internal elements, and of internal columns that no public column shares its name with."""
    shown = {column.key for element in ELEMENTS.values() for column in element.columns if column.public}
    inner = {c.key for e in ELEMENTS.values() if e.public for c in e.columns if not c.public}
    return {key for key, element in ELEMENTS.items() if not element.public} | (inner - shown)


def spellings(word: str) -> Iterator[str]:
    """A word as JSON, HTML, a database or a log may write it."""
    yield word
    yield json.dumps(word)[1:-1]
    yield html.escape(word)
    yield word.encode("unicode_escape").decode()
    yield "".join(f"&#{ord(letter)};" for letter in word)
    yield word.encode().hex()


BASE64 = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")


def opened(content: bytes) -> Iterator[bytes]:
    """What lies inside: parts of a package, streams of a PDF, base64 within text; the content itself first."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                yield from opened(book.read(name))
    elif content.startswith(b"%PDF-"):
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        yield text.encode()
        yield "".join(text.split()).encode()
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompressobj().decompress(stream)
            except zlib.error:
                yield stream
    else:
        for found in BASE64.findall(content.decode("utf-8", "ignore")):
            padded = found + "=" * (-len(found) % 4)
            try:
                yield base64.b64decode(padded, altchars=b"-_" if set("-_") & set(found) else None)
            except ValueError:
                continue


@lru_cache(4)
def _songs(words: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    known = {spelling: path for word, path in words for spelling in spellings(word)}
    return known, re.compile(_either(known))


def _either(words: Iterable[str]) -> str:
    """A pattern for one of these, the longest that fits; what begins alike parts where it differs, or it is slow."""
    them = sorted(words)
    longer = groupby(filter(None, them), itemgetter(0))
    ways = [re.escape(letter) + _either(word[1:] for word in alike) for letter, alike in longer]
    either = "|".join(ways)
    if not them[0]:
        return f"(?:{either})?" if ways else ""
    return f"(?:{either})" if len(ways) > 1 else either


def heard(cage: Cage, content: bytes) -> set[str]:
    """The fields whose canary sings in this content."""
    known, songs = _songs(tuple(cage.words.items()))
    return {known[hit] for inner in opened(content) for hit in songs.findall(inner.decode("utf-8", "ignore"))}
