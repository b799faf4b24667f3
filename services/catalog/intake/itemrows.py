"""The rows of a sheet, item by item: an item may stand in several, and totals, notes and signatures are none."""

import re
from collections.abc import Iterator, Mapping

from services.catalog.domain.wholecells import is_json
from services.catalog.intake import words
from services.catalog.intake.itemparts import beside, parts, spelled
from services.catalog.intake.model import Note
from services.catalog.intake.sheetheads import LISTED, Head
from services.catalog.intake.slips import note
from services.catalog.intake.tablewords import FIRST
from services.catalog.intake.texts import as_text, plain
from shared.elements import ELEMENTS, Kind
from shared.xlsx import CellValue, Laid, Row

MOST, WIDE, NUMBERS, CODE = 1_000, 3, 3, re.compile(r"[0-9A-Za-z]{12,}")
TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数)(?![一-鿿])|^(?:合计|总计|小计|共计)[共为]?\d*[项个条]?$")
TOLD = re.compile(
    r"^(?:(?:填表|填报|填写|编制|制表|有关|相关)?(?:说明|须知|要求)|备注|附注|注意事项|注)(?:[\d一二三四五]{0,2}[:：.、（(]|$)"
)
SIGNED = re.compile(
    r"^(?:(?:填表|填报|填写|制表|报送|编制|审核|复核|校对|审批|批准|签发|经办|联系|负责|主要负责|分管|主管|单位|部门)?"
    r"(?:人|人员|单位|部门|领导|负责人|联系人|联系电话|电话|日期|时间|盖章|签字|签名|公章)(?:[（(][^）)]{1,8}[）)])?(?:[:：]|$)"
    r"|(?:填表|填报|制表|编制|审核|复核|校对|审批|批准|签发|经办)[:：])"
)
OF_ITEMS = re.compile(r"(?:联系|咨询|投诉|单位|部门)?(?:人|联系人|联系电话|电话|日期|时间)")
"""What is said in signatures and of items."""
SECTION = re.compile(r"[（(]?共?\d+[项个][）)]?$")
SAMPLE = re.compile(r"^[（(【]?(?:示例|样例|例|填写示例|填报示例)[）)】]?[:：]?$")
ASIDE = re.compile(r"[（(][^（()）]*[）)]")
DAY = re.compile(
    r"[\d〇○零一二三四五六七八九十]{4}(?:年[\d一二三四五六七八九十]{1,3}月|[-./]\d{1,2}[-./])[\d一二三四五六七八九十]{0,3}日?(?: 00:00:00)?"
)
ORDER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
SUB = re.compile(r"\d+[.．\-－]\d+|[（(]\d+[）)]")
SOLE = {"code", "handling_code"}
"""Codes that one item alone has."""
TICKS = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[甲乙丙丁戊己庚辛壬癸])[）)]?(?:=.*)?")


class Items:
    """Groups rows by what they show; `notes` says at the end what it passed over and what it put together."""

    def __init__(self, head: Head) -> None:
        self._head, self._identity = head, head.identity
        self._codes = frozenset(c for c, key in head.means.items() if key not in ELEMENTS)
        self._numbers = head.numbers
        self._once = head.once - self._numbers
        self._first = min(self._identity, default=0)
        self._named = self._identity | parts(head)
        self._mains = frozenset(c for c, key in head.means.items() if key == "main_item_name")
        self._sole = frozenset(c for c, key in head.means.items() if key in SOLE)
        self._counts = frozenset(c for c in self._numbers if c < self._first)
        self._beside = beside(head)
        self._listed = {*head.tables, *(c for c, key in head.means.items() if key in LISTED)}
        self._days = frozenset(
            c for c, key in head.means.items() if key in ELEMENTS and ELEMENTS[key].type is Kind.DATE
        )
        self._lists = self._listed - {c for c, (of, key) in head.tables.items() if key != FIRST[of]}
        self._shown: dict[int, CellValue] = {}
        self._passed: list[tuple[int, str]] = []
        self._many = self._rows = 0
        self._begun = self._ending = False

    def of(self, rows: Iterator[Laid]) -> Iterator[tuple[Laid, ...]]:
        """The rows of one item after another."""
        held: list[Laid] = []
        for told in rows:
            if not any(as_text(one) for one in told.row.values):
                continue
            if self._head.own:
                yield (told,)
                continue
            row = spelled(told, self._above(held))
            own = _own(row)
            if self._is_none(row, own):
                self._pass(row, own)
            elif held and len(held) < MOST and self._goes_on(held, row, own):
                held.append(row)
                self._show(row)
            elif not any(map(self._is_known, own.keys() | row.above)):
                self._pass(row, own)
            else:
                yield from self._ended(held)
                held = [row]
                self._begun, self._ending = True, False
                self._show(row)
        yield from self._ended(held)

    def _above(self, held: list[Laid]) -> dict[int, CellValue]:
        """What 同上 means, column by column; of a list over several rows nobody knows whether the last or all of them."""
        if len(held) <= 1:
            return self._shown
        return {at: one for at, one in self._shown.items() if at not in self._lists}

    def _pass(self, row: Laid, own: Mapping[int, str]) -> None:
        said = [text for text in own.values() if not ORDER.fullmatch(text)] or list(own.values())
        self._passed.append((row.row.number, said[0]))

    def _show(self, row: Laid) -> None:
        self._shown |= {at: one for at, one in enumerate(row.row.values, 1) if as_text(one)}

    def _ended(self, held: list[Laid]) -> Iterator[tuple[Laid, ...]]:
        if held:
            self._many += len(held) > 1
            self._rows += len(held) if len(held) > 1 else 0
            yield tuple(held)

    def notes(self) -> Iterator[Note]:
        """One note on what is no item, one on items that stand in several rows."""
        sheet = self._head.sheet
        if self._many:
            yield note("rows_of_item", "", value=sheet, count=self._many, rows=self._rows)
        if self._passed:
            where = _ranges([number for number, _ in self._passed])
            said = "；".join(dict.fromkeys(text[:12] for _, text in self._passed[:6]))
            yield note("rows_no_item", "", value=sheet, rows=where, example=said, count=len(self._passed))

    def _is_none(self, row: Laid, own: Mapping[int, str]) -> bool:
        """Whether a row is a total, a note, a signature, the heading of a part, or the sheet's headings again."""
        if not own or row.above & self._identity:
            return False
        column, first = next(iter(own.items()))
        word = re.sub(r"\s", "", first)
        if SIGNED.match(word) and not self._answers(column, word):
            return True
        if any(CODE.search(text) for at, text in own.items() if at in self._codes):
            return False
        single, left = len(own) == 1, column <= self._first or not self._is_known(column)
        noted = left and TOLD.match(word) is not None
        self._ending = self._ending or noted
        if single and self._begun and DAY.fullmatch(word) and column not in self._days:
            return True
        if noted or (single and self._ending) or (left and TOTAL.match(word)):
            return True
        return (single and left and self._is_title(row, word)) or self._is_part(own, word) or self._is_above(own, word)

    def _is_known(self, column: int) -> bool:
        return (column in self._head.means and column not in self._numbers) or column in self._head.tables

    def _answers(self, column: int, word: str) -> bool:
        """Whether it stands where an item says it, such as 联系电话 among the ways to ask."""
        return column > self._first and self._is_known(column) and OF_ITEMS.match(word) is not None

    def _is_title(self, row: Laid, word: str) -> bool:
        """Whether one text alone heads a part of the sheet."""
        kind = None if word.isdecimal() else words.code(ELEMENTS["item_type"], plain(word))
        return kind is not None or SECTION.search(word) is not None or len(row.beside) >= WIDE - 1

    def _is_part(self, own: Mapping[int, str], word: str) -> bool:
        """Whether two texts, 一 and 行政许可（2项）, head a part of a sheet that says more of its items."""
        if len(own) != WIDE - 1 or len(self._head.means) + len(self._head.tables) < WIDE or not ORDER.fullmatch(word):
            return False
        (column, _), (_, text) = own.items()
        return column in self._numbers and self._is_title(Laid(Row(0, ())), re.sub(r"\s", "", text))

    def _is_above(self, own: Mapping[int, str], word: str) -> bool:
        """Whether it is an example or the columns' numbers before the first item, or the headings on a further page."""
        texts = list(own.values())
        counted = len(texts) >= NUMBERS and all(map(TICKS.fullmatch, texts))
        if not self._begun and (SAMPLE.match(word) or counted or all(map(ASIDE.fullmatch, texts))):
            return True
        return len(texts) > 1 and own.items() <= dict(enumerate(self._head.lowest, 1)).items()

    def _goes_on(self, held: list[Laid], row: Laid, own: Mapping[int, str]) -> bool:
        """Whether a row is one more of the item above: its codes and names are merged over it, left blank, or told again."""
        head, first = self._head, held[0]
        named = self._begins(first)
        same = {at for at in own if own[at] == as_text(first.row.at(at))}
        again = own.keys() & (self._named | named & self._mains)
        if not named or not again <= same:
            return False
        over = bool(named & row.above) and named <= row.above | again
        if (over or again) and not self._sole & (row.above | again) and self._differs(first, own, same):
            return False
        if over:
            return True
        if again:
            rest = (own.keys() & head.means.keys()) - same - self._numbers
            return bool(own.keys() & head.tables.keys()) and not rest and not any(_told(one, own, head) for one in held)
        once = (own.keys() & self._once) - same
        more = own.keys() - self._once - self._numbers
        if own.keys() & self._counts and not self._counts_rows(first, own):
            return False
        return bool(more) and not once and not any(is_json(text) for text in own.values())

    def _begins(self, first: Laid) -> set[int]:
        """What an item has of its own: codes and names, or its main item's, or under common ones what it has once."""
        own = {
            at
            for at in self._named | self._once | self._counts | self._beside
            if as_text(first.row.at(at)) and at not in first.above
        }
        return own & self._named or own & self._mains or (own if first.above & self._named else set())

    def _differs(self, first: Laid, own: Mapping[int, str], same: set[int]) -> bool:
        """Whether a row under a name of several items has a number, a level, a body, a limit, a heading of its own."""
        unlike = {at for at in self._beside - same if at in own and as_text(first.row.at(at))}
        return bool(unlike) or bool((own.keys() & (self._once | self._counts)) - same)

    def _counts_rows(self, first: Laid, own: Mapping[int, str]) -> bool:
        """Whether a number counts rows and no items: beside it are tables' rows alone, nothing of what the item has."""
        within = any(SUB.fullmatch(own[at]) for at in own.keys() & self._counts)
        items = any(as_text(first.row.at(at)) for at in (self._once - self._named) | self._sole)
        return (within or items) and own.keys() <= self._listed | self._numbers


def _own(row: Laid) -> dict[int, str]:
    """What a row says itself, without what is merged over it."""
    merged = row.above | row.beside
    told = ((at, as_text(one)) for at, one in enumerate(row.row.values, 1))
    return {at: text for at, text in told if text and at not in merged}


def _told(held: Laid, own: Mapping[int, str], head: Head) -> bool:
    """Whether a row of the item says the same in every column of a table: that is the row twice, not one more."""
    return all(as_text(held.row.at(at)) == own.get(at, "") for at in head.tables)


def _ranges(numbers: list[int]) -> str:
    """3、5—7."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return "、".join(str(a) if a == b else f"{a}—{b}" for a, b in found)
