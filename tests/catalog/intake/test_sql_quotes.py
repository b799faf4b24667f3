"""Texts of a dump in SQL whose quote does not close: their row is told by its line, and swallows no other."""

from collections.abc import Collection

import pytest

from services.catalog.intake import Record
from tests.catalog.intake.test_miscounted_rows import CODE, HEAD, SOUND
from tests.catalog.intake.test_misquoted_rows import CODES
from tests.catalog.intake.test_sql_dumps import read

INTO = f"INSERT INTO up_task_general_basic ({', '.join(HEAD)}) VALUES"
TOLD = [{3}, {3, 6}, {3, 4}, {0, 9}, {7, 8, 9}]
"""The rows in which a quote is lost: one, or some of which a later one would close what an earlier one left open."""


def dumped(odd: Collection[int], place: int, *, apart: bool, lost: str) -> str:
    """Ten rows; some have a cell whose last quote is lost, or one quote too many within it."""
    rows = []
    for at, code in enumerate(CODES):
        cells = [f"'{cell}'" for cell in (code, *SOUND[1:])]
        if at in odd:
            cells[place] = {"end": cells[place][:-1], "within": f"'有'{cells[place][1:]}"}[lost]
        rows.append(f"({','.join(cells)})")
    return "".join(f"{INTO} {row};\n" for row in rows) if apart else f"{INTO}\n" + ",\n".join(rows) + ";\n"


def conditions(records: list[Record]) -> list[object]:
    return [one.values.get("conditions") for one in records]


@pytest.mark.clause("A30")
@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("head", ["-- MySQL dump\n", "-- PostgreSQL database dump\n"])
def test_a_row_whose_quote_does_not_close_is_told_by_its_line_and_all_others_are_read(head: str, apart: bool) -> None:  # noqa: FBT001
    for odd in TOLD:
        for place, lost in [*((n, "end") for n in range(1, len(SOUND))), (3, "within")]:
            records, taken = read((head + dumped(odd, place, apart=apart, lost=lost)).encode())
            sound = [None if at in odd else SOUND[3] for at in range(10)]
            assert conditions(records) == sound, (odd, place, lost)
            assert {at for at, one in enumerate(records) if [told.slip for told in one.notes] == ["misquoted"]} == odd
            assert [one.item.get("code") for one in records] == CODES
            assert all(SOUND[3] in str(records[at].leftover) for at in odd)
            lines = [f"SQL 第 {at + (2 if apart else 3)} 行" for at in sorted(odd)]
            assert [one.zh[: len(line)] for one, line in zip(taken.notes, lines, strict=True)] == lines


def test_the_line_that_is_told_is_that_on_which_the_row_begins() -> None:
    text = dumped({3}, 3, apart=False, lost="end").replace(SOUND[3], f"{SOUND[3]}\n续\n续")
    _, taken = read(f"-- MySQL dump\n{text}".encode())
    assert [one.zh.partition("附近")[0] for one in taken.notes] == [f"SQL 第 {3 + 3 * 3} 行"]


def test_a_long_dump_without_line_breaks_loses_only_the_row_whose_quote_does_not_close() -> None:
    text = dumped({3}, 3, apart=False, lost="end").replace("\n", "")
    rows = ",".join(f"('{CODE[:-6]}{n:06d}','许可','01','{'条' * 500}','1','1')" for n in range(3_000))
    records, _ = read(f"-- MySQL dump\n{text.removesuffix(';')},{rows};\n".encode())
    assert (len(records), [at for at, one in enumerate(records) if not one.values]) == (3_010, [3])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("DATE '2026-01-02'", "2026-01-02"),
        ("TIMESTAMP '2026-01-02 03:04:05'", "2026-01-02 03:04:05"),
        ("'甲' COLLATE utf8mb4_bin", "甲"),
        ("'甲'::character varying(20)", "甲"),
        ("CAST(N'甲' AS VARCHAR(20))", "甲"),
        ("CONVERT('甲' USING utf8mb4)", "甲"),
        ("_utf8mb4 '甲'", "甲"),
        ("'甲' || ';' || CHR(10) || '乙'", "甲;\n乙"),
    ],
)
def test_what_sql_has_beside_a_text_is_no_quote_that_does_not_close(value: str, said: str) -> None:
    records, taken = read(f"{INTO} ('{CODE}', '取水许可', '01', {value}, '1', '1');\n".encode())
    assert (records[0].values["conditions"], taken.notes) == (said, [])
