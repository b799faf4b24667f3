"""Names of columns: the standard's however they are written, an evident slip put right and told, no known one for another."""

import pytest

from services.catalog.intake import Record
from services.catalog.intake.tables import COLUMNS
from tests.catalog.intake.test_exchange_columns import one
from tests.catalog.intake.test_other_shapes import dump, read


def named(*columns: str, part: str = "basic") -> tuple[Record, list[str]]:
    """An item of which a table has these columns, each with a value of its own; and how columns were taken."""
    head, cells = ",".join(("task_code", *columns)), ",".join(("T1", *(f"值{n}" for n in range(len(columns)))))
    files = {"up_task_general_basic.csv": "task_code,task_name\nT1,取水许可\n"} | {
        f"up_task_general_{part}.csv": f"{head}\n{cells}\n"
    }
    records, taken = read(dump(files), "dump.zip")
    return records[0], [note.zh for note in taken.notes if note.slip in ("misnamed_column", "double_column")]


@pytest.mark.parametrize("name", ["acceptCondition", "ACCEPT_CONDITION", "acceptcondition", "Accept-Condition"])
def test_the_standards_name_is_known_in_whatever_letters(name: str) -> None:
    record, told = named("task_name", name)
    assert (record.values["conditions"], told) == ("值1", [])


@pytest.mark.parametrize(
    ("name", "meant"), [("accept_conditon", "accept_condition"), ("accept_conditions", "accept_condition"), ("transact_tmie", "transact_time")]
)  # fmt: skip
def test_an_evident_slip_of_the_pen_is_put_right_and_told_column_by_column(name: str, meant: str) -> None:
    record, told = named("task_name", name)
    assert (record.values[COLUMNS[meant]], told) == ("值1", [f"basic 的列“{name}”不是标准列名，按“{meant}”读取"])
    record, told = named("task_name", name, meant)
    assert (record.values[COLUMNS[meant]], record.leftover["basic"][name], told) == ("值2", "值1", [])


@pytest.mark.parametrize(
    ("part", "name"),
    [("basic", "promise_date"), ("basic", "user_level"), ("basic", "result_guid"), ("process_link", "handle_person_phone"),
     ("process_link", "handle_post_name"), ("process_link", "handle_way"), ("material", "by_law_name"), ("basic", "task_stage")],
)  # fmt: skip
def test_a_name_of_its_own_is_taken_for_no_other(part: str, name: str) -> None:
    first = {"basic": "task_name", "process_link": "link_name", "material": "material_name"}[part]
    record, told = named(first, name, part=part)
    left = record.leftover[part]
    assert (told, (left if part == "basic" else left[0])[name]) == ([], "值1")
    assert "值1" not in str(record.values)


def test_the_persons_telephone_is_not_his_name() -> None:
    steps = [{"link_name": "受理", "HANDLE_PERSON_NAME": "张三", "HANDLE_PERSON_PHONE": "13900000000"}]
    record = one({"process_link": steps})
    assert (record.values["steps"], record.notes) == ([{"name": "受理", "handler": "张三"}], [])


def test_the_columns_of_the_extension_are_the_elements_that_they_say() -> None:
    extend = {
        "service_type": "环境影响评价",
        "other_dept": "县公安局、县应急管理局",
        "user_character_topic_type": "惠农",
    }
    values = one({"extend": [extend]}, server_type="2").values
    assert (values["intermediaries"], values["service_objects"]) == ([{"name": "环境影响评价"}], ["2"])
    assert values["joint_bodies"] == [{"name": "县公安局"}, {"name": "县应急管理局"}]
    assert values["local_topics"] == ["惠农"]


@pytest.mark.parametrize(
    ("said", "told"),
    [("1", ["“1”不在代码表中"]), ("1^2", ["“1^2”不在代码表中"]), ("有", ["“有”不在代码表中"]), ("0", []), ("无", [])],
)
def test_a_bare_code_names_no_intermediary_and_nobody_else(said: str, told: list[str]) -> None:
    record = one({"extend": [{"service_type": said}]})
    assert {"intermediaries", "service_objects"}.isdisjoint(record.values)
    assert record.leftover["extend"] == [{"service_type": said}]
    assert [note.zh for note in record.notes] == told
