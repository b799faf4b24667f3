"""Several rows of one item in a dump: the newest counts, doubtful ones wait, what has ended is not judged as live."""

from datetime import date
from pathlib import Path

import pytest

from services import inspector
from tests.catalog.intake.test_other_shapes import dump, read, slips

COLUMNS = "rowguid,task_code,task_handle_item,task_name,accept_condition,task_state,task_version,cd_operation,cd_time"


def rows(*told: str) -> bytes:
    return dump({"up_task_general_basic.csv": "\n".join((COLUMNS, *told, ""))})


def standings(*told: str) -> list[str]:
    records, _ = read(rows(*told), "dump.zip")
    return [record.standing for record in records]


def test_the_newest_version_counts_wherever_it_stands_and_the_older_ones_say_which() -> None:
    data = rows("g1,T1,,甲,一,1,1,I,", "g1,T1,,甲,三,1,3,U,", "g1,T1,,甲,二,1,2,U,")
    records, _ = read(data, "dump.zip")
    assert [record.standing for record in records] == ["older", "live", "older"]
    assert (slips(records[0]), slips(records[1])) == ({"older_version"}, set())
    assert "第 2 行（版本 3）" in records[0].notes[0].zh


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("g1,T1,,甲,二,1,10,U,", "g1,T1,,甲,一,1,9,U,"),
        ("g1,T1,,甲,二,1,,U,2026-02-01", "g1,T1,,甲,一,1,,U,2026-01-31"),
        ("g1,T1,,甲,二,1,,D,", "g1,T1,,甲,一,1,,I,"),
    ],
)
def test_versions_are_numbers_then_times_and_a_deletion_comes_last(newer: str, older: str) -> None:
    assert [one == "older" for one in standings(newer, older)] == [False, True]


def test_what_is_deleted_or_cancelled_is_so_and_what_is_suspended_is_told() -> None:
    assert standings("g1,T1,,甲,一,1,4,D,", "g2,T2,,乙,一,3,1,U,", "g3,T3,,丙,一,2,1,U,") == [
        "cancelled",
        "cancelled",
        "suspended",
    ]


@pytest.mark.parametrize(
    ("said", "standing"),
    [("1", "live"), ("01", "live"), ("在用", "live"), ("2", "suspended"), ("停用", "suspended"), ("暂停(挂起)", "suspended"),
     ("暂停（挂起）", "suspended"), ("3", "cancelled"), ("03", "cancelled"), ("注销", "cancelled"), ("已废止", "cancelled")],
)  # fmt: skip
def test_a_state_is_known_by_its_code_its_label_and_the_usual_words(said: str, standing: str) -> None:
    records, _ = read(rows(f"g1,T1,,甲,一,{said},1,I,"), "dump.zip")
    assert (records[0].standing, "state_unknown" in slips(records[0])) == (standing, False)


def test_a_state_that_is_in_no_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "up_task_general_basic.csv"
    path.write_bytes(f"{COLUMNS}\ng1,T1,,甲,一,待审核,1,I,\ng2,T2,,乙,一,9,1,I,\ng3,T3,,丙,一,,1,I,".encode())
    report = inspector.inspect(path, date(2026, 11, 22))
    told = [(line.row, line.message) for line in report.lines if line.rule == "state_unknown"]
    assert told == [(n, f"事项状态“{said}”不在代码表中，按在用检查") for n, said in ((1, "待审核"), (2, "9"))]


def test_rows_of_one_item_that_contradict_each_other_all_wait_and_equal_ones_are_one() -> None:
    assert standings("g1,T1,,甲,一,1,1,I,", "g2,T1,,甲,二,1,1,I,", "g3,T1,,甲,一,1,1,I,") == ["doubtful"] * 3
    assert standings("g1,T1,,甲,一,1,1,I,", "g2,T1,,甲,一,1,1,I,") == ["live", "same"]


@pytest.mark.parametrize("other", ["Ｔ1a", "t１Ａ", " T1 A", "T1\u200bA"])
def test_a_code_in_another_width_case_or_with_blanks_is_the_same_code(other: str) -> None:
    assert standings("g1,T1A,,甲,一,1,1,I,", f"g2,{other},,甲,二,1,1,I,") == ["doubtful"] * 2
    assert standings("g1,T1A,,甲,一,1,1,I,", f"g2,{other},,甲,一,1,1,I,") == ["live", "same"]
    basic = "\n".join((COLUMNS, f"g1,{other},,甲,一,1,1,I,", ""))
    material = "task_code,material_name\nT1A,申请书\n"
    records, _ = read(dump({"up_task_general_basic.csv": basic, "up_task_general_material.csv": material}), "dump.zip")
    assert (records[0].item["code"], [one["name"] for one in records[0].values["materials"]]) == ("T1A", ["申请书"])


def test_one_body_has_an_item_of_the_catalogue_at_one_level_only() -> None:
    body, basic = "11230321990000001X", "230731002000"
    low, high = (f"g{n},{body}{n}{basic},,甲,一,1,1,{{}}," for n in (4, 3))
    assert standings(low.format("I"), high.format("I")) == ["doubtful"] * 2
    assert standings(low.format("I"), high.format("D")) == ["live", "cancelled"]


def test_the_handling_items_of_one_item_are_items_of_their_own() -> None:
    assert standings("g1,T1,T101,甲,一,1,1,I,", "g2,T1,T102,乙,二,1,1,I,") == ["live", "live"]


def test_what_names_a_handling_item_belongs_to_it_and_not_to_its_item() -> None:
    item, part = "1123032199000122004230731001001", "112303219900012200423073100100101"
    told = {
        "up_task_general_basic.csv": f"rowguid,task_code,task_handle_item,task_name\ng1,{item},,甲\ng2,{item},{part},乙\ng3,{item},{part[:-1]}2,丙\n",
        "up_task_general_material.csv": "row_guid,task_code,task_handle_item,material_name\n"
        f"m1,{item},,事项的材料\nm2,{item},{part},办理项的材料\nm3,{item},{part[:-1]}9,文件中没有的办理项的材料\n",
    }
    found = [[one["name"] for one in record.values["materials"]] for record in read(dump(told), "a.zip")[0]]
    of_item = ["事项的材料", "文件中没有的办理项的材料"]
    assert found == [of_item, ["办理项的材料"], of_item]


def test_an_inspection_judges_what_is_live_and_counts_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "up_task_general_basic.csv"
    told = (
        "g1,T1,,甲,一,1,1,I,",
        "g1,T1,,甲,二,1,2,U,",
        "g2,T2,,乙,一,3,1,D,",
        "g3,T3,,丙,一,1,1,I,",
        "g4,T3,,丙,一,1,1,I,",
    )
    path.write_text("\n".join((COLUMNS, *told, "")), "utf-8")
    report = inspector.inspect(path, date(2026, 11, 22))
    assert (report.items, dict(report.passed)) == (2, {"older": 1, "cancelled": 1, "same": 1, "live": 0})
    for row, rule in ((1, "older_version"), (3, "row_cancelled"), (5, "same_row")):
        assert [line.rule for line in report.lines if line.row == row] == [rule]
    assert any(line.severity == "block" for line in report.lines if line.row == 2)
    assert "另有不检查的行：已取消或删除 1，旧版本 1，重复 1" in inspector.summary(report)


def test_a_file_of_commas_is_told_how_it_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_text("事项名称,基本编码\n甲,000131001000\n", "utf-8")
    with pytest.raises(inspector.Unreadable, match=r"另存为 \.xlsx"):
        inspector.inspect(path, date(2026, 11, 22))


EARLIER_LATER = [
    ("2026/9/30", "2026/10/1"),
    ("2026-9-9", "2026-10-1"),
    ("2026-09-30 9:00:00", "2026-09-30 10:00:00"),
    ("30-SEP-26", "01-OCT-26"),
    ("30-SEP-26 11.00.00.000000 AM", "30-SEP-26 01.00.00.000000 PM"),
    ("30-9月 -26", "01-10月-26"),
    ("20260930", "2026-10-01"),
    ("20260930090000", "20260930100000"),
    ("2026-09-30T23:30:00Z", "2026-10-01 08:00:00"),
    ("1790700000", "2026/10/2"),
    ("1790000000000", "1790700000000"),
    ("2026年9月30日 9时05分", "2026年9月30日 10时05分"),
    ("二〇二六年九月三十日", "2026-10-01"),
]


@pytest.mark.parametrize(("earlier", "later"), EARLIER_LATER)
def test_of_two_times_the_later_one_counts_however_they_are_written(earlier: str, later: str) -> None:
    old, new = f"g1,T1,,甲,旧,1,1,I,{earlier}", f"g2,T1,,甲,新,1,1,U,{later}"
    assert (standings(old, new), standings(new, old)) == (["older", "live"], ["live", "older"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("昨天", "2026-10-01"),
        ("09/30/2026", "10/01/2026"),
        ("2026-13-45", "2026-10-01"),
        ("30-XYZ-26", "2026-10-01"),
        ("2026093009", "2026-10-01"),
        ("", "2026-10-01"),
        ("2026-10-01", "2026-10-01 09:00:00"),
    ],
)
def test_where_no_time_can_be_said_to_be_later_both_rows_wait_and_say_why(one: str, other: str) -> None:
    data = rows(f"g1,T1,,甲,旧,1,1,I,{one}", f"g2,T1,,甲,新,1,1,U,{other}")
    records, _ = read(data, "dump.zip")
    assert [(record.standing, slips(record)) for record in records] == [("doubtful", {"times_unclear"})] * 2
    assert (one or "-") in records[0].notes[0].zh
    assert standings(f"g1,T1,,甲,旧,1,1,I,{one}", f"g2,T1,,甲,旧,1,1,U,{other}") == ["live", "same"]


def test_a_third_row_does_not_hide_that_two_could_not_be_compared() -> None:
    told = [f"g{n},T1,,甲,{n},1,1,I,{at}" for n, at in enumerate(("2026-01-01", "昨天", "2026-02-01"))]
    assert standings(*told) == ["older", "doubtful", "doubtful"]
    assert standings(*told, "g4,T1,,甲,新,1,2,U,") == ["older", "older", "older", "live"]
