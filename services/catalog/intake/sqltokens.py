"""The tokens of SQL as dumps write it, taken from a text that is never held whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST, AHEAD, FAR = 1_000_000, 400, 4_000_000
"""The longest value that is read, how far a statement's head is seen at once, and how far one can go back."""

_QUOTED, _ESCAPED = r"'[^']*(?:''[^']*)*'", r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'"
_WITHIN = ".{0,40000}?"
_ORACLE = (
    rf"[qQ]'(?:\[{_WITHIN}\]|\{{{_WITHIN}\}}|\({_WITHIN}\)|<{_WITHIN}>|(?P<mark>[^\s\w\[{{(<]){_WITHIN}(?P=mark))'"
)
_SPACE = re.compile(r"(?:\s|--[^\n]*|/\*.{0,10000}?\*/|#[^\n]*)*", re.DOTALL)
_MYSQL = re.compile(r"`|ENGINE\s*=|\bMySQL\b|MariaDB|\\'(?!\s*(?:[,)|;']|$))", re.IGNORECASE)
_STANDARD = re.compile(
    r"PostgreSQL|standard_conforming_strings|TO_DATE\(|TO_CLOB\(|^GO\s*$", re.IGNORECASE | re.MULTILINE
)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "", "b": ""}


@dataclass
class Text:
    """What was read of a dump and not yet taken."""

    source: Iterator[str]
    held: str = ""
    at: int = 0
    line: int = 1
    ended: bool = False
    marked: int | None = None

    def more(self) -> None:
        """Read on; what is behind, and behind the mark, is let go."""
        if self.marked is not None and self.at - self.marked > FAR:
            self.marked = None
        behind = self.at if self.marked is None else self.marked
        self.line += self.held.count("\n", 0, behind)
        piece = "" if self.ended else next(self.source, "")
        self.held, self.at, self.ended = self.held[behind:] + piece, self.at - behind, not piece
        self.marked = None if self.marked is None else 0

    def mark(self) -> None:
        """Keep what comes from here on."""
        self.marked = self.at

    def since(self) -> str:
        """What was passed since the mark, which ends here; nothing where it is too far behind."""
        found = "" if self.marked is None else self.held[self.marked : self.at]
        self.marked = None
        return found

    def back(self) -> bool:
        """Go back to the mark; False where that is too far."""
        found = self.marked is not None
        self.at = self.at if self.marked is None else self.marked
        return found

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what matches here, if nothing that is still to be read can make it longer."""
        while True:
            found = pattern.match(self.held, self.at)
            done = found is not None and found.end() < len(self.held)
            if done or self.ended or len(self.held) - self.at > LONGEST + AHEAD:
                self.at = found.end() if found else self.at
                return found
            self.more()

    def seek(self, pattern: re.Pattern[str]) -> bool:
        """Go on to the end of the next match, with enough of what follows it; False when there is none."""
        while True:
            found = pattern.search(self.held, self.at)
            if found and (self.ended or found.end() + AHEAD < len(self.held)):
                self.at = found.end()
                return True
            self.at = found.start() if found else max(self.at, len(self.held) - AHEAD)
            if self.ended:
                return False
            self.more()

    def here(self) -> int:
        """The number of this line."""
        return self.line + self.held.count("\n", 0, self.at)


@dataclass
class Tokens:
    """Strings, names, words and signs; whether a backslash escapes is seen from the dump's beginning."""

    text: Text
    escaped: bool = field(init=False)
    token: re.Pattern[str] = field(init=False)
    plain: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.text.more()
        head = self.text.held
        self.escaped = bool(_MYSQL.search(head)) and not _STANDARD.search(head)
        string = _ESCAPED if self.escaped else _QUOTED
        self.token = re.compile(
            rf"(?P<oracle>{_ORACLE})|(?P<string>(?:[NnEeBbUuXx]|_\w+\s*(?:[Xx](?='))?)?{string})"
            r'|(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]\n]*\])'
            r"|(?P<word>(?![NnEeBbUuQqXx]')[\w$#.]+)|(?P<sign>[^'\"`\[])",
            re.DOTALL,
        )
        self.plain = re.compile(rf"\s*(?:(NULL)|(-?\d[\d.]*)|(N?{string}))\s*([,)])", re.IGNORECASE | re.DOTALL)

    def next(self) -> tuple[str, str]:
        """The next token: its kind and its text, without quotes; two empty texts where there is none."""
        self.text.take(_SPACE)
        found = self.text.take(self.token)
        if found is None:
            return "", ""
        kind = next(name for name in ("oracle", "string", "name", "word", "sign") if found[name] is not None)
        said = str(found[kind])
        if kind == "oracle":
            return "string", said[3:-2]
        return kind, self.unquoted(said) if kind == "string" else said[1:-1] if kind == "name" else said

    def unquoted(self, said: str) -> str:
        """What a string says."""
        prefix, _, inner = said.partition("'")
        inner = inner[:-1].replace("''", "'")
        if prefix[-1:] in ("X", "x"):
            return unhexed(inner, inner)
        return unescaped(inner) if self.escaped or prefix in ("E", "e") else inner


def unescaped(said: str) -> str:
    """A text without its backslashes."""
    return re.sub(r"\\(.)", lambda m: _SIGNS.get(m[1], m[1]), said, flags=re.DOTALL) if "\\" in said else said


def unhexed(digits: str, said: str) -> str:
    """The text whose bytes these digits are; what was said where they are none."""
    try:
        return bytes.fromhex(digits).decode("utf-8")
    except ValueError:
        return said
