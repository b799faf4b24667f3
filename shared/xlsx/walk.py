"""Walks one XML part in bounded memory: no document type, no deep nesting, no endless token."""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

CHUNK = 1 << 16
TOKEN = 1 << 20
DEPTH = 64
LAST = True

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Doctype(ValueError):
    """The part declares a document type."""


class Damaged(ValueError):
    """The part is not XML a spreadsheet program writes."""


def _refuse(*_: object) -> None:
    raise Doctype


def ignore(*_: object) -> None:
    return None


def local(name: str) -> str:
    return name.rpartition(":")[2]


class Walk:
    """One pass over a part; `steps` yields after each piece, so the caller can take what was found."""

    def __init__(self, start: Start, end: End = ignore, text: Text = ignore) -> None:
        self._depth = 0
        self._start, self._end, self._take = start, end, text
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        self._parser = parser

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise Damaged
        self._start(local(name) if ":" in name else name, attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        self._end(local(name) if ":" in name else name)

    def _text(self, piece: str) -> None:
        self._take(piece)

    def steps(self, stream: IO[bytes]) -> Iterator[None]:
        fed = 0
        while piece := stream.read(CHUNK):
            self._parser.Parse(piece)
            fed += len(piece)
            if fed - self._parser.CurrentByteIndex > TOKEN:
                raise Damaged
            yield
        self._parser.Parse(b"", LAST)
        yield

    def run(self, stream: IO[bytes]) -> None:
        for _ in self.steps(stream):
            pass
