"""Cells that begin with a quote which does not close: their row is told, and swallows no other.

Between tabs, as clients of databases write them, a quote is a letter; where it has a backslash before it, a quote.
"""

import io
import json
import zipfile

import pytest

from services.catalog import intake
from tests.catalog.intake.test_miscounted_rows import CODE, HEAD, SOUND, as_text, read

CODES = [f"11230300990000017L40001192{n:02d}000" for n in range(10)]


def rows(odd: dict[int, tuple[int, str]]) -> list[tuple[str, ...]]:
    """Ten sound rows, with some cells otherwise: the row's number, its cell, the text."""
    told = [[code, *SOUND[1:]] for code in CODES]
    for at, (place, text) in odd.items():
        told[at][place] = text
    return [tuple(one) for one in told]


def test_blanks_behind_a_closing_quote_are_no_text() -> None:
    text = as_text(",")(tuple(f'"{cell}"' for cell in HEAD), *(tuple(f'"{cell}" ' for cell in row) for row in rows({})))
    records, _ = read(text, "up_task_general_basic.csv")
    assert [one.item.get("code") for one in records] == CODES
    assert not [told for one in records for told in one.notes if told.slip in ("misquoted", "miscounted")]


TYPED = '"一网通办”平台'
ODD: dict[str, dict[int, tuple[int, str]]] = {
    "closed by a Chinese quote": {3: (3, TYPED)},
    "two of them": {3: (3, TYPED), 6: (3, TYPED)},
    "one after the other": {3: (3, TYPED), 4: (3, TYPED)},
    "text after the closing quote": {3: (3, '"一网通办"平台')},
    "the last cell": {3: (5, '"1')},
    "the last row": {9: (5, '"1')},
}


@pytest.mark.parametrize("case", ODD)
def test_a_row_whose_quote_does_not_close_is_a_fault_and_all_others_are_read(case: str) -> None:
    odd = ODD[case]
    records, taken = read(as_text(",")(HEAD, *rows(odd)), "up_task_general_basic.csv")
    assert [one.item.get("code") for one in records] == CODES
    assert [at for at, one in enumerate(records) if "misquoted" in [told.slip for told in one.notes]] == list(odd)
    assert [at for at, one in enumerate(records) if one.values.get("visits") != 1] == list(odd)
    assert all(text in json.loads(json.dumps(records[at].leftover))["basic"].values() for at, (_, text) in odd.items())
    assert not [told for told in taken.notes if told.slip == "csv_cut"]
    assert intake.SLIPS["misquoted"].severity == "block"


@pytest.mark.parametrize("case", [*ODD, "both quotes are ASCII"])
def test_between_tabs_a_quote_is_a_letter_and_every_row_is_read(case: str) -> None:
    odd = ODD.get(case, {3: (3, '"一网通办"')})
    records, taken = read(as_text("\t")(HEAD, *rows(odd)), "up_task_general_basic.txt")
    assert [one.item.get("code") for one in records] == CODES
    assert {at: records[at].values["conditions"] for at, (place, _) in odd.items() if place == 3} == {
        at: text for at, (place, text) in odd.items() if place == 3
    }
    assert {told.slip for told in taken.notes} == {"separator"}


def test_between_tabs_the_backslashes_of_a_databases_client_are_line_breaks_and_that_is_told() -> None:
    records, taken = read(as_text("\t")(HEAD, *rows({3: (3, '一、"甲"\\n二、C:\\\\d')})), "up_task_general_basic.txt")
    assert records[3].values["conditions"] == '一、"甲"\n二、C:\\d'
    records, _ = read(as_text("\t")(HEAD, *rows({3: (3, "一、甲\\n二、乙")})), "up_task_general_basic.txt")
    assert records[3].values["conditions"] == "一、甲\n二、乙"
    assert [told.slip for told in taken.notes] == ["separator", "backslashes"]


def test_between_tabs_the_quotes_that_a_program_for_sheets_puts_are_none_of_the_text() -> None:
    odd = rows({3: (3, '"一、""甲""\n二、乙"'), 5: (3, '"A,B"'), 7: (3, '"甲""乙')})
    records, _ = read(as_text("\t")(HEAD, *odd), "up_task_general_basic.txt")
    assert [records[at].values["conditions"] for at in (3, 5, 7)] == ['一、"甲"\n二、乙', "A,B", '"甲""乙']
    assert [one.item.get("code") for one in records] == CODES
    quoted = [tuple(f'"{cell}"' for cell in row) for row in (HEAD, *rows({3: (3, "甲\n乙")}))]
    records, _ = read(as_text("\t")(*quoted), "up_task_general_basic.txt")
    assert [records[at].values["conditions"] for at in (2, 3)] == [SOUND[3], "甲\n乙"]


def test_a_quote_with_a_backslash_before_it_is_a_quote_of_the_text() -> None:
    odd = rows({3: (3, '"他说\\"好\\"，\n可以"'), 6: (3, '"他说\\"好"，可以"')})
    records, _ = read(as_text(",")(HEAD, *odd), "up_task_general_basic.csv")
    assert records[3].values["conditions"] == '他说"好"，\n可以'
    assert [at for at, one in enumerate(records) if "misquoted" in [told.slip for told in one.notes]] == [6]
    assert [one.item.get("code") for one in records] == CODES


def test_a_quote_that_a_later_row_happens_to_close_swallows_no_row_between() -> None:
    data = as_text(",")(HEAD, *rows({3: (3, '"一网通办平台'), 6: (3, '依托一网通办"')}))
    records, _ = read(data, "up_task_general_basic.csv")
    assert [one.item.get("code") for one in records] == CODES
    assert [at for at, one in enumerate(records) if one.values.get("visits") != 1] == [3]


def test_a_cell_of_several_lines_and_doubled_quotes_is_read_as_it_is() -> None:
    data = as_text(",")(HEAD, *rows({3: (3, '"一、有场所\n二、有""章程"",a,b,c,d,e\n三、有人"')}))
    records, _ = read(data, "up_task_general_basic.csv")
    assert [one.values.get("visits") for one in records] == [1] * 10
    assert not [told for one in records for told in one.notes if told.slip == "misquoted"]
    assert "章程" in json.dumps(records[3].values, ensure_ascii=False)


def test_an_item_waits_for_a_material_whose_quote_does_not_close_and_keeps_the_others() -> None:
    head = "task_code,order_num,material_name,remark"
    told = (f"{CODE},{n},{name},-" for n, name in enumerate(("申请书", '"照片”一张', "章程"), 1))
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as file:
        file.writestr("up_task_general_basic.csv", as_text(",")(HEAD, SOUND))
        file.writestr("up_task_general_material.csv", "\n".join((head, *told)))
    (one,), _ = read(pack.getvalue(), "a.zip")
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "章程"]
    assert next(told.zh for told in one.notes if told.slip == "misquoted_beside").startswith("material 第 3 行")
