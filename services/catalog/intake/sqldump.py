"""SQL dumps, row by row: INSERT … VALUES as MySQL, PostgreSQL, Oracle, SQL Server and their kin write it, and COPY.

Tolerant: what is no row is passed over to the next statement, and that is told. A dump is read, never run.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.catalog.intake.miscounts import apart, by_name, misquoted
from services.catalog.intake.model import Note, Source
from services.catalog.intake.pieces import pieces
from services.catalog.intake.slips import note
from services.catalog.intake.sqltokens import AHEAD, LONGEST, Text, Tokens, unescaped, unhexed

COLUMNS, TOLD = 2_000, 100
Row = dict[str, Any]
Cells = list[str | None]
Token = tuple[str, str]
Place = Callable[[str, Sequence[str]], str | None]
"""As what a table is read, by its name and its columns where they are known; None where it is passed over."""

_VERB = r"(?:INSERT|REPLACE|INTO|CREATE|COPY|UPDATE|DELETE|MERGE|TRUNCATE)\b"
_HEAD = re.compile(rf"(?:^|;)[^\S\n]*(?={_VERB})", re.IGNORECASE | re.MULTILINE)
_ROW_ENDS = re.compile(
    rf"\)(?=\s*(?:;|,\s*\(\s*(?:\w{{0,9}}\s*'|NULL\b|-?\d|\w+\()))|\n(?=[^\S\n]*{_VERB})", re.IGNORECASE
)
"""Where a row ends that cannot be read: another begins, or another statement, or this one ends."""
_CODE = re.compile(r"[^A-Za-z_]")
"""What no keyword has that stands beside a text."""
_NAMED = re.compile(
    r"\b(?:INTO|INSERT|COPY)\s+([\w.$`\"\[\]]{1,120})\s*(?:\(|VALUES\b|FROM\b|SELECT\b|SET\b)", re.IGNORECASE
)
_BETWEEN = {"ignore", "into", "low_priority", "high_priority", "delayed", "all", "first", "only", "overwrite", "table",
            "global", "temporary", "temp", "if", "not", "exists", "from"}  # fmt: skip
_CHANGES, _EMPTIES = {"update", "delete", "merge", "truncate"}, {"delete", "truncate"}
_WHOLE = (";", "*/", "/", "GO", "\\.")
"""How a dump may end that is whole."""
_NO_COLUMN = {"primary", "key", "unique", "constraint", "index", "fulltext", "spatial", "check", "foreign", "like"}
_BEGINS = re.compile(r"--|/\*|#|(?:SET|INSERT|REPLACE|CREATE|DROP|USE|BEGIN|COPY|REM|PROMPT|ALTER|DELETE|TRUNCATE)\b", re.IGNORECASE)  # fmt: skip
_TELLS = re.compile(r"\bINSERT\b|\bCREATE\s+TABLE\b|\bCOPY\b|MySQL|PostgreSQL|Navicat|\bdump\b|Oracle", re.IGNORECASE)
_COMMA, _REST, _LINE = re.compile(r"\s*,"), re.compile(r"[^\n]*\n"), re.compile(r"([^\n]*)\n")
_HEX = re.compile(r"\s*\(\s*'([0-9A-Fa-f]*)'\s*\)")
_NUMBER = re.compile(r"\s*\(\s*(\d{1,5})\s*\)")


class Broken(ValueError):
    """Here is no row."""


def looks_so(head: str) -> bool:
    """Whether a file begins as dumps do."""
    return bool(_BEGINS.match(head.lstrip()) and _TELLS.search(head))


def has_table(source: Source, wanted: Callable[[str], bool]) -> bool:
    """Whether the dump has rows of a table whose name is wanted."""
    before = ""
    with source.open() as stream:
        for piece in pieces(stream, []):
            looked = before + piece
            if any(wanted(_plain(found[1])) for found in _NAMED.finditer(looked)):
                return True
            before = looked[-AHEAD:]
    return False


def rows(source: Source, place: Place, notes: list[Note], passed: Counter[str]) -> Iterator[tuple[str, Row]]:
    """Every row of the tables that have a place, with that; how many rows the others have is counted."""
    with source.open() as stream:
        yield from _Reader(Tokens(Text(pieces(stream, notes))), place, notes, passed).rows()


def _plain(name: str) -> str:
    """A table's own name, without schema and quotes."""
    return re.sub(r"[`\"\[\]]", "", name).rsplit(".", 1)[-1].strip().lower()


@dataclass
class _Reader:
    """Goes from statement to statement."""

    tokens: Tokens
    place: Place
    notes: list[Note]
    passed: Counter[str]
    columns: dict[str, list[str]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    """The tables that have rows by now."""
    told: Counter[str] = field(default_factory=Counter)
    more: int = 0
    """Statements that are broken or not followed, and not listed."""
    quiet: bool = False
    """Whether the statement is of a table that is passed over, whatever is wrong with it."""

    def rows(self) -> Iterator[tuple[str, Row]]:
        """All rows; a statement that is broken is told and left."""
        cut = 0
        while self.tokens.text.seek(_HEAD):
            cut, self.quiet = 0, False
            try:
                yield from self._statement()
            except Broken as cause:
                self._tell("sql_broken", str(cause))
                cut = 0 if self.quiet else self.tokens.text.here()
        if self.more:
            self.notes.append(note("sql_more", "", count=self.more))
        if cut and not self.tokens.text.held.rstrip().endswith(_WHOLE):
            self.notes.append(note("sql_cut", "", line=cut))

    def _leave(self, verb: str) -> None:
        """Tell of a statement that changes rows in a way that is not followed."""
        self._tell("sql_not_followed", verb)

    def _tell(self, slip: str, cause: str, line: int = 0) -> None:
        if self.quiet:
            return
        self.told[slip] += 1
        if self.told[slip] <= TOLD:
            self.notes.append(note(slip, "", line=line or self.tokens.text.here(), value=cause))
        else:
            self.more += 1

    def _statement(self) -> Iterator[tuple[str, Row]]:
        verb = self.tokens.next()[1].lower()
        kind, said = self.tokens.next()
        while kind == "word" and said.lower() in _BETWEEN:
            kind, said = self.tokens.next()
        if kind not in ("word", "name"):
            return
        table, (kind, said) = self._qualified(said)
        self.quiet = self.place(table, self.columns.get(table, ())) is None
        if verb in _CHANGES:
            if verb not in _EMPTIES or table in self.filled or said.lower() == "where":
                self._leave(f"{verb.upper()} {table}")
            return
        yield from self._filling(verb, table, (kind, said))

    def _filling(self, verb: str, table: str, after: tuple[str, str]) -> Iterator[tuple[str, Row]]:
        """What a statement that names columns or brings rows says, from the token after the table's name."""
        names, said = list[str](), after[1]
        if after == ("sign", "("):
            names = self._names(defining=verb == "create")
            said = self.tokens.next()[1] if verb != "create" else ""
        if verb == "create":
            self.columns.setdefault(table, names)
        elif verb == "copy" or said.lower() in ("values", "value", "overriding"):
            yield from self._rows_of(table, names or self.columns.get(table, []), copied=verb == "copy")
        elif said.lower() in ("set", "select", "with"):
            self._leave(f"{verb.upper()} {table} … {said.upper()}")

    def _rows_of(self, table: str, names: list[str], *, copied: bool) -> Iterator[tuple[str, Row]]:
        part = self.place(table, names)
        self.quiet = part is None
        told = self._copied() if copied else self._inserted()
        if part is None:
            self.passed.update(self._named(table) for _ in told)
            return
        self.filled.add(table)
        if not names:
            raise Broken(f"{table} 没有列名 no column names")
        names = apart(names)
        for cells, holds in told:
            if holds and len(cells) != len(names):
                self._tell("sql_broken", f"{table}：{len(names)} 列，{len(cells)} 个值")
            yield part, by_name(names, cells) if holds else misquoted(names, [str(cell) for cell in cells])

    def _named(self, table: str) -> str:
        """The name under which a table that is passed over is counted; of very many, none."""
        return table if table in self.passed or len(self.passed) < COLUMNS else ""

    def _qualified(self, name: str) -> tuple[str, tuple[str, str]]:
        """The table's own name, and the token after it."""
        kind, said = self.tokens.next()
        while said.startswith("."):
            name = said[1:] or self.tokens.next()[1]
            kind, said = self.tokens.next()
        return _plain(name), (kind, said)

    def _names(self, *, defining: bool) -> list[str]:
        """Names in brackets: a list of columns, or the first word of each line of a definition."""
        found, depth, first = list[str](), 1, True
        while depth:
            kind, said = self.tokens.next()
            if not kind:
                raise Broken("语句没有结束 the statement does not end")
            if kind == "sign":
                depth += (said == "(") - (said == ")")
                first = first or (said == "," and depth == 1)
            elif first:
                if kind == "name" or not (defining and said.lower() in _NO_COLUMN):
                    found.append(said)
                first = False
        return found[:COLUMNS]

    def _inserted(self) -> Iterator[tuple[Cells, bool]]:
        """The rows of one statement, and whether their quotes hold."""
        further = True
        while further:
            kind, said = self.tokens.next()
            while kind == "word":
                kind, said = self.tokens.next()
            if said != "(":
                raise Broken(f"VALUES {said[:20]}")
            yield self._row()
            further = self.tokens.text.take(_COMMA) is not None

    def _row(self) -> tuple[Cells, bool]:
        """The cells of a row; of one that cannot be read, what stands between its commas, up to where it seems to end."""
        text = self.tokens.text
        text.mark()
        try:
            return self._cells(), True
        except Broken as cause:
            if not text.back():
                raise
            line = text.here()
            if not text.seek(_ROW_ENDS):
                text.back()
                raise
            self._tell("sql_broken", str(cause), line)
            return [piece.strip(" \n'")[:LONGEST] for piece in text.since().removesuffix(")").split(",")], False
        finally:
            text.marked = None

    def _cells(self) -> Cells:
        cells = list[str | None]()
        while len(cells) < COLUMNS:
            if found := self.tokens.text.take(self.tokens.plain):
                null, number, string, end = found.groups()
                cells.append(None if null else _shortest(number) if number else self.tokens.unquoted(string))
            else:
                cell, end = self._expression()
                cells.append(cell)
            if end == ")":
                return cells
        raise Broken("一行的值太多 too many values")

    def _expression(self) -> tuple[str | None, str]:
        """What a value says that is no plain one: texts joined, the text in a cast or call, CHR(10); and what ends it."""
        parts, depth, muted, null, before = list[str](), 0, 0, False, ("", "")
        while True:
            kind, said = self.tokens.next()
            if not kind or (kind == "sign" and said == ";"):
                raise Broken("值没有结束 a value does not end")
            if _is_loose(before, (kind, said)):
                raise Broken("引号没有成对 a quote does not close")
            before = kind, said
            if kind == "sign":
                depth += (said == "(") - (said == ")")
                if depth < 0 or (said == "," and not depth):
                    return (None if null and not parts else "".join(parts)), said
                muted = 0 if depth < muted else muted or (depth if said == "," else 0)
            elif not muted:
                null = null or (kind == "word" and said.lower() == "null")
                parts += [said] if kind != "word" else self._word(said, bare=not parts and depth <= 1)

    def _word(self, said: str, *, bare: bool) -> list[str]:
        """A number, a character by its number, or a text in hexadecimal; names of functions and types say nothing."""
        if said.lower() in ("chr", "char", "nchar"):
            found = self.tokens.text.take(_NUMBER)
            return [chr(int(found[1]))] if found else []
        if said.lower() in ("unhex", "hextoraw"):
            found = self.tokens.text.take(_HEX)
            return [unhexed(found[1], found[1])] if found else []
        if said[:2].lower() == "0x":
            return [unhexed(said[2:], said)]
        return [said] if bare and said[0].isdecimal() else []

    def _copied(self) -> Iterator[tuple[Cells, bool]]:
        """The lines of COPY … FROM stdin, to the one that ends them."""
        self.tokens.text.take(_REST)
        while (found := self.tokens.text.take(_LINE)) and (line := found[1].rstrip("\r")) != "\\.":
            yield [None if cell == "\\N" else unescaped(cell) for cell in line.split("\t")], True
        if found is None:
            raise Broken("COPY 没有结束 COPY does not end")


def _shortest(number: str) -> str:
    """20 for 20.00."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _is_loose(before: Token, token: Token) -> bool:
    """Whether a token is none of SQL: words of a text whose quote does not close stand bare beside the others."""
    words = [said for kind, said in (before, token) if kind == "word"]
    return {before[0], token[0]} == {"word", "string"} and any(map(_CODE.search, words))
