"""The table of the catalogue itself, up_task_directory: read as items of the catalogue, by inspection and told by loads."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.catalog import intake
from services.catalog.intake import Record, Source, Unreadable
from services.cli import app
from shared.xlsx import read_all
from tests.catalog.inout.dumped import BASE, LAW, MARKET, code_of, row, sql
from tests.catalog.inout.support import SETS, progress, rows_of, work
from tests.platform import Platform

HEAD = (
    "row_guid,catalog_code,local_catalog_code,task_name,task_type,by_law,use_level,task_state,task_version,"
    "plan_effective_date,plan_cancel_date,cd_operation,cd_time,cd_batch,data_source\n"
)
OTHER = "230731009000"
TABLE = (
    HEAD
    + f"g1,{BASE},L-1,市场设立登记,07,{LAW},3,1,2,2026-01-01,,U,2026-02-01,b1,s\n"
    + f"g1,{BASE},L-1,市场登记,07,{LAW},3,1,1,,,I,2026-01-01,b1,s\n"
    + f"g2,{OTHER},,另一登记,07,{LAW},2^3,1,1,,,I,2026-01-01,b1,s\n"
    + "g3,230731008000,,旧登记,07,,3,3,1,,,D,2026-01-01,b1,s\n"
    + "g4,,,没有编码,07,,3,1,1,,,I,2026-01-01,b1,s\n"
)


def read(data: bytes, name: str) -> list[Record]:
    return list(intake.read([Source(name, lambda: io.BytesIO(data))]).records)


def as_sql() -> str:
    head, *lines = TABLE.splitlines()
    told = ",\n".join("(" + ",".join(f"'{cell}'" for cell in line.split(",")) + ")" for line in lines)
    return f"-- MySQL dump\nINSERT INTO `up_task_directory` ({head}) VALUES\n{told};\n"


@pytest.mark.parametrize(("name", "text"), [("up_task_directory.csv", TABLE), ("a.sql", as_sql())])
def test_each_row_is_an_item_of_the_catalogue_under_its_basic_code(name: str, text: str) -> None:
    newest, older, other, gone, bare = read(text.encode(), name)
    assert newest.item == {"basic_code": BASE, "layer": "base", "name": "市场设立登记"}
    said = {key: newest.values[key] for key in ("name", "item_type", "exercise_levels", "planned_effective_on")}
    assert said == {
        "name": "市场设立登记",
        "item_type": "07",
        "exercise_levels": ["3"],
        "planned_effective_on": "2026-01-01",
    }
    assert newest.values["legal_bases"][0]["article"] == 3
    assert other.values["exercise_levels"] == ["2", "3"]
    assert [one.standing for one in (newest, older, other, gone, bare)] == [
        "live",
        "older",
        "live",
        "cancelled",
        "live",
    ]
    assert {one.slip for one in bare.notes} == {"no_key"}
    kept = json.dumps(newest.leftover, ensure_ascii=False)
    assert all(word in kept for word in ("g1", "2026-02-01", "b1")), "what is no element is left over, not lost"


def packed() -> bytes:
    """A dump with the catalogue's table beside the bodies'."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("up_task_directory.csv", TABLE)
        pack.writestr("up_task_general_basic.csv", "task_code,task_name\n" + f"{code_of(MARKET, 3)},市场设立登记\n")
    return target.getvalue()


def test_an_inspection_looks_at_both_tables_and_asks_of_the_catalogue_what_its_table_has(tmp_path: Path) -> None:
    (tmp_path / "dump.zip").write_bytes(packed())
    done = CliRunner().invoke(app, ["inspect", str(tmp_path / "dump.zip"), "--json"])
    assert "：4 项（其中目录事项 3）；" in CliRunner().invoke(app, ["inspect", str(tmp_path / "dump.zip")]).stdout
    told = [one for one in json.loads(done.stdout) if one["id"] in (BASE, OTHER)]
    assert {one["element"] for one in told} & {"materials", "steps", "implementing_body"} == set()
    records = read(packed(), "dump.zip")
    assert [(one.item.get("layer"), one.sheet) for one in records] == [*[("base", "up_task_directory")] * 5, (None, "")]


def test_a_dump_of_neither_table_says_which_are_wanted() -> None:
    with pytest.raises(Unreadable, match="up_task_directory"):
        read(b"-- MySQL dump\nINSERT INTO `up_task_general_material` (material_name) VALUES ('x');\n", "a.sql")


@pytest.mark.clause("G22")
@pytest.mark.parametrize(("who", "other"), [("hlj-data-inspection", "new"), ("jidong-data-inspection", "passed")])
async def test_a_load_brings_the_catalogues_rows_in_at_its_own_level_and_says_which_it_left_out(
    any_platform: Platform, who: str, other: str
) -> None:
    data = sql(row(code_of(MARKET, 4))) + as_sql().encode()
    headers = {"Content-Type": "application/octet-stream"}
    answer = await any_platform.ask("POST", SETS, who, headers=headers, content=data, params={"kind": "dump"})
    assert answer.status_code == 202, answer.text
    await work(any_platform)
    made = await progress(any_platform, answer.json()["set_id"], who)
    one, *rest = await rows_of(any_platform, made["set_id"], who)
    assert (one["row"], one["code"]) == (1, code_of(MARKET, 4))
    assert [(row["code"], row["action"], [fault["code"] for fault in row["faults"]]) for row in rest] == [
        (BASE, "passed", []),
        (BASE, "passed", ["older_version"]),
        (OTHER, other, [] if other == "new" else ["catalogue_rows"]),
        ("230731008000", "passed", ["row_cancelled"]),
        ("", "passed", ["no_key", "catalogue_rows"]),
    ]
    fault = rest[4]["faults"][1]
    assert (fault["severity"], "第 5 行" in fault["message_zh"]) == ("note", True)
    assert "基本目录表格" in fault["cure_zh"]
    report = await any_platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", who)
    assert "catalogue_rows" in words(report.content)


def words(data: bytes) -> set[Any]:
    return {value for sheet in read_all(data) for found in sheet.rows for value in found.values}
