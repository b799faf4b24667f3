"""Dumps in SQL of the exchange tables, as the tools of five databases write them, and as people spoil them."""

import io
import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import inspector
from services.catalog import intake
from services.catalog.intake import Intake, Record, Source, Unreadable
from shared.clock import day, now

MYSQL = r"""-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `up_task_general_basic`;
CREATE TABLE `up_task_general_basic` (
  `rowguid` varchar(36) NOT NULL COMMENT '主键, 唯一',
  `task_code` varchar(36) DEFAULT NULL,
  `task_name` varchar(200) DEFAULT NULL,
  `task_type` varchar(2), `dept_name` varchar(100), `use_level` varchar(11),
  `by_law` longtext, `anticipate_day` decimal(10,2), `promise_day` int(11), `is_fee` varchar(1),
  `accept_condition` longtext,
  PRIMARY KEY (`rowguid`), KEY `ix_code` (`task_code`,`task_name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
LOCK TABLES `up_task_general_basic` WRITE;
INSERT INTO `up_task_general_basic` VALUES ('g1','T1','取水许可','01','某县水利局','4','《水法》第七条、第四十八条',20.00,5,'0','一、有取水口；\n二、“论证”通过（含\'附件\'）'),('g2','T2','采砂许可','01','某县水利局','4',NULL,20,NULL,'0','a); INSERT INTO x VALUES (1'),
('g3','T3','林木; 采伐',  '01','林''业局','4','',-1,5,'0','');
UNLOCK TABLES;
INSERT INTO `up_task_general_material` (`rowguid`,`task_code`,`material_name`,`page_num`,`order_num`) VALUES ('m1','T1','论证报告',1,2),('m2','T1','申请书',2,1);
INSERT INTO `log` VALUES (1,'not ours');
"""
POSTGRES = r"""-- PostgreSQL database dump
SET standard_conforming_strings = on;
COPY public.up_task_general_basic (rowguid, task_code, task_name, task_type, use_level, accept_condition, dept_name) FROM stdin;
g1	T1	取水许可	01	4	一、有取水口；\n二、路径 C:\\temp	\N
g2	T2	采砂许可	01	4	\N	某县水利局
\.
INSERT INTO public.up_task_general_material VALUES ('m1', 'T1', '路径 C:\temp\', 1);
INSERT INTO public.up_task_general_material (rowguid, task_code, material_name, page_num) VALUES ('m1', 'T1', '路径 C:\temp\', 1), ('m2', 'T1', E'两\n行', '2'::integer);
"""
ORACLE = """prompt Importing table UP_TASK_GENERAL_BASIC...
set feedback off
insert into UP_TASK_GENERAL_BASIC (ROWGUID, TASK_CODE, TASK_NAME, TASK_TYPE, USE_LEVEL, ACCEPT_CONDITION, CD_TIME, PROMISE_DAY)
values ('g1', 'T1', q'[取水'许可]', '01', '4', TO_CLOB('一、有取水口；') || chr(10) || to_clob('二、论证'), to_date('2026-01-02 03:04:05', 'yyyy-mm-dd hh24:mi:ss'), 5);
INSERT ALL
  INTO "SX"."UP_TASK_GENERAL_QUESTIONS" (ROWGUID, TASK_CODE, QUESTION, ANSWER) VALUES ('q1', 'T1', '多久？', '五日。')
  INTO "SX"."UP_TASK_GENERAL_QUESTIONS" (ROWGUID, TASK_CODE, QUESTION, ANSWER) VALUES ('q2', 'T1', '何处？', '窗口。')
SELECT 1 FROM DUAL;
commit;
"""
SQLSERVER = """USE [qzk]
GO
SET ANSI_NULLS ON
GO
INSERT [dbo].[up_task_general_basic] ([rowguid], [task_code], [task_name], [task_type], [use_level], [cd_time], [promise_day]) VALUES (N'g1', N'T1', N'取水许可', N'01', N'4', CAST(N'2026-01-02T00:00:00.000' AS DateTime), CAST(5 AS Decimal(18, 0)))
GO
INSERT [dbo].[up_task_general_basic] ([rowguid], [task_code], [task_name], [task_type], [use_level], [cd_time], [promise_day]) VALUES (N'g2', N'T2', N'采砂许可', N'01', N'4', NULL, 3)
GO
"""


def source(data: bytes, name: str = "dump.sql") -> Source:
    return Source(name, lambda: io.BytesIO(data))


def read(data: bytes, name: str = "dump.sql") -> tuple[list[Record], Intake]:
    taken = intake.read([source(data, name)])
    return list(taken.records), taken


def slips(taken: Intake) -> set[str]:
    return {one.slip for one in taken.notes}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_dump_of_mysql_is_read_by_the_columns_of_its_tables(encoding: str) -> None:
    records, taken = read(MYSQL.encode(encoding))
    assert taken.shape == "exchange"
    assert [r.values["name"] for r in records] == ["取水许可", "采砂许可", "林木; 采伐"]
    one = records[0]
    assert one.values["conditions"] == "一、有取水口；\n二、“论证”通过（含'附件'）"
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "论证报告"]
    assert [basis["article"] for basis in one.values["legal_bases"]] == [7, 48]
    assert one.values["promised_limit"] == {"number": 5, "unit": "working_day"}
    assert "legal_bases" not in records[1].values
    assert records[1].values["conditions"] == "a); INSERT INTO x VALUES (1"
    assert records[2].values["implementing_body"] == "林'业局"
    assert slips(taken) == {"table_not_read", *(["encoding"] if encoding == "gb18030" else [])}


def test_a_dump_of_postgresql_is_read_from_copy_and_from_insert() -> None:
    records, taken = read(POSTGRES.encode())
    assert [r.item["code"] for r in records] == ["T1", "T2"]
    assert records[0].values["conditions"] == "一、有取水口；\n二、路径 C:\\temp"
    assert records[1].values["implementing_body"] == "某县水利局"
    assert [row["name"] for row in records[0].values["materials"]] == ["路径 C:\\temp\\", "两 行"]
    assert slips(taken) == {"sql_broken"}, "the INSERT without columns is told, the next one is read"


def test_a_dump_of_oracle_is_read_with_its_joined_texts_and_dates() -> None:
    records, taken = read(ORACLE.encode("gb18030"))
    assert records[0].values["name"] == "取水'许可"
    assert records[0].values["conditions"] == "一、有取水口；\n二、论证"
    assert records[0].leftover["basic"]["cd_time"] == "2026-01-02 03:04:05"
    assert [row["question"] for row in records[0].values["faqs"]] == ["多久？", "何处？"]
    assert slips(taken) == {"encoding"}


def test_a_script_of_sql_server_is_read() -> None:
    records, _ = read(SQLSERVER.encode("utf-16"))
    assert [r.values["name"] for r in records] == ["取水许可", "采砂许可"]
    assert records[0].values["promised_limit"]["number"] == 5
    assert records[0].leftover["basic"]["cd_time"] == "2026-01-02T00:00:00.000"


def test_what_is_broken_is_told_and_the_rest_is_read() -> None:
    spoilt = MYSQL.replace("'g2','T2','采砂许可'", "'g2','T2,采砂许可").replace("UNLOCK TABLES;", "UNLOCK TABLES")
    records, taken = read(spoilt.encode())
    assert records[0].values["name"] == "取水许可"
    assert [row["name"] for row in records[0].values["materials"]] == ["申请书", "论证报告"]
    assert "sql_broken" in slips(taken)


def test_too_many_values_are_kept_and_the_row_waits() -> None:
    short = "INSERT INTO up_task_general_basic (task_code, task_name) VALUES ('T1', '取水许可', '多余的');"
    records, taken = read(short.encode())
    assert records[0].leftover["basic"]["(extra)"] == ["多余的"]
    assert (records[0].values, [one.slip for one in records[0].notes], slips(taken)) == (
        {},
        ["miscounted"],
        {"sql_broken"},
    )


HEXED = "取水许可".encode().hex().upper()


@pytest.mark.parametrize(
    "said", [f"X'{HEXED}'", f"x'{HEXED}'", f"_utf8mb4 X'{HEXED}'", f"0x{HEXED}", f"UNHEX('{HEXED}')"]
)
def test_a_text_in_hexadecimal_is_the_text(said: str) -> None:
    rows = f"('T1', {said}, '有场所'), (X'5432', '采砂许可', UNHEX(''))"
    data = f"-- MySQL dump\nINSERT INTO up_task_general_basic (task_code, task_name, accept_condition) VALUES {rows};\n"
    records, taken = read(data.encode())
    assert [(one.item["code"], one.values["name"]) for one in records] == [("T1", "取水许可"), ("T2", "采砂许可")]
    assert slips(taken) == set()


def test_more_broken_statements_than_are_listed_are_counted() -> None:
    bad = "INSERT INTO up_task_general_basic (task_code) VALUES oops;\n"
    data = "-- dump\nINSERT INTO up_task_general_basic (task_code) VALUES ('T');\n" + bad * 103
    _, taken = read(data.encode())
    told = Counter(one.slip for one in taken.notes)
    assert told == {"sql_broken": 100, "sql_more": 1}
    assert "另有 3 处" in taken.notes[-1].zh


def test_a_few_spoilt_characters_do_not_spoil_the_rest() -> None:
    data = MYSQL.encode().replace("采砂许可".encode(), "采砂许".encode() + b"\xe5\x8f")
    records, taken = read(data)
    assert records[0].values["name"] == "取水许可"
    assert slips(taken) == {"undecodable", "table_not_read"}


def test_a_zip_of_dumps_one_a_table_is_joined() -> None:
    basic, _, rest = MYSQL.partition("INSERT INTO `up_task_general_material`")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("a/材料.sql", f"-- MySQL dump\nINSERT INTO `up_task_general_material`{rest}".encode())
        pack.writestr("a/基本.sql", basic.encode())
    records, _ = read(target.getvalue(), "dump.zip")
    assert [row["name"] for row in records[0].values["materials"]] == ["申请书", "论证报告"]


def test_a_dump_of_other_tables_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(b"CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n")


def test_what_lies_across_the_pieces_that_are_read_is_whole() -> None:
    rows = [f"('g{n}','T{n}','许可{n}','01','{'x' * 40_000}\\'{n}')" for n in range(80)]
    text = "-- MySQL dump\nINSERT INTO `up_task_general_basic` (`rowguid`,`task_code`,`task_name`,`task_type`,`accept_condition`) VALUES "  # fmt: skip
    records, taken = read((text + ",".join(rows) + ";").encode())
    assert [r.values["name"] for r in records] == [f"许可{n}" for n in range(80)]
    assert slips(taken) == set()


def test_a_value_without_an_end_costs_only_itself() -> None:
    runaway = "INSERT INTO up_task_general_basic (task_code, task_name) VALUES ('T1', '" + "x" * 3_000_000
    whole = runaway + "\nINSERT INTO up_task_general_basic (task_code, task_name) VALUES ('T2', '采砂许可');\n"
    records, taken = read(whole.encode())
    assert [r.values.get("name") for r in records] == [None, "采砂许可"]
    assert ([one.slip for one in records[0].notes], slips(taken)) == (["misquoted"], {"sql_broken"})


def test_inspect_holds_the_rules_against_a_dump(tmp_path: Path) -> None:
    path = tmp_path / "省库导出.sql"
    path.write_bytes(MYSQL.encode("gb18030"))
    report = inspector.inspect(path, day(now()))
    assert (report.shape, report.items) == ("exchange", 3)
    found = {(line.id, line.rule) for line in report.lines}
    assert ("T1", "fourteen_elements") in found
    assert {rule for key, rule in found if key == "T2"} >= {"core_elements"}
    assert report.blocked
    assert inspector.save(report).name == "省库导出.质检.xlsx"


PARTS = ["'", '"', "`", "(", ")", ",", ";", "\\", "\n", "--", "/*", "*/", "[", "]", "N'", "q'[", "NULL", "||", "chr(",
         "INSERT INTO up_task_general_basic (task_code) VALUES ", "COPY up_task_general_basic (a) FROM stdin;", "字"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_no_tokens_make_the_reader_stumble(parts: list[Any]) -> None:
    random.Random(len(parts)).shuffle(parts)
    text = "-- dump\nINSERT INTO up_task_general_basic (task_code) VALUES ('T');\n" + "".join(parts)
    records, _ = read(text.encode())
    assert records[0].item["code"] == "T"
