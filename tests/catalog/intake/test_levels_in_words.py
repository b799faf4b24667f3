"""Levels in words: several of them are the catalogue's, and are asked of nobody's own item."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.catalog.intake import Record
from services.catalog.intake.words import levels
from services.cli import app
from tests.catalog.intake.test_exchange_columns import one
from tests.catalog.intake.test_office_sheets import book, read
from tests.catalog.intake.test_other_shapes import read as lines

HEAD = ["事项名称", "事项类型", "行使层级", "实施机关"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [("省级、市级、县级", "234"), ("省、市、县", "234"), ("省市县三级", "234"), ("市、县（市、区）", "34"), ("市、县级", "34"), ("国家级/省级", "12"),
     ("省、设区的市、县（市、区）", "234"), ("乡镇（街道）、村（社区）", "56"),
     ("县级", ""), ("市州", ""), ("县（市、区）", ""), ("区县", ""), ("县级以上", ""), ("省级、某级", ""), ("水利局、财政局", "")],
)  # fmt: skip
def test_several_levels_are_known_whole_or_not_at_all(said: str, codes: str) -> None:
    assert levels(said) == list(codes)


def inspected(path: Path, said: str, body: str) -> set[tuple[str, str]]:
    path.write_bytes(book(HEAD, ["取水许可", "行政许可", said, body]))
    found = json.loads(CliRunner().invoke(app, ["inspect", str(path), "--json"]).stdout)
    return {(one["rule"], one["severity"]) for one in found if one["element"] == "exercise_level"}


def test_a_list_of_items_at_several_levels_lacks_no_level_whatever_codes_it_has(tmp_path: Path) -> None:
    assert not inspected(tmp_path / "a.xlsx", "省、市、县", "")
    assert not inspected(tmp_path / "a.xlsx", "市级、县级", "县级以上水行政主管部门")
    assert ("levels_several", "warn") in inspected(tmp_path / "a.xlsx", "市级、县级", "鸡东县水务局")
    assert ("unknown_label", "warn") in inspected(tmp_path / "a.xlsx", "某级", "")
    assert any(severity == "block" for _, severity in inspected(tmp_path / "a.xlsx", "", ""))


def test_the_levels_are_read_and_one_level_stays_the_items_own() -> None:
    def of(said: str) -> tuple[object, object]:
        (record,), _ = read(book(HEAD, ["取水许可", "行政许可", said, ""]))
        raw = dict(zip(HEAD, ["取水许可", "行政许可", said, ""], strict=True))
        (same,), _ = lines(json.dumps(raw, ensure_ascii=False).encode())
        assert values(same) == values(record)
        return values(record)

    def values(record: Record) -> tuple[object, object]:
        return record.values.get("exercise_level"), record.values.get("exercise_levels")

    assert of("省级、市级、县级") == (None, ["2", "3", "4"])
    assert of("县级") == ("4", None)


@pytest.mark.parametrize("body", ["鸡东县水务局", ""])
def test_a_body_s_row_of_a_dump_at_several_levels_is_told_and_kept_and_says_nothing_of_the_catalogue(body: str) -> None:
    found = one(use_level="3^4", dept_name=body)
    assert [note.zh.split("是")[0] for note in found.notes if note.slip == "levels_several"] == ["“市级、县级”"]
    assert not {"exercise_level", "exercise_levels"} & found.values.keys()
    assert found.leftover["basic"]["use_level"] == "3^4"
    assert one(use_level="4", dept_name=body).values["exercise_level"] == "4"


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("省、市、县三级", "234"),
        ("省市县", "234"),
        ("省、市、县（市、区）级", "234"),
        ("县级", "4"),
        ("2^3", "23"),
        ("省级、某级", "2"),
    ],
)
def test_the_levels_of_a_catalogue_s_sheet_are_read_in_the_same_words(said: str, codes: str) -> None:
    (record,), _ = read(book(["基本编码", *HEAD[:3]], ["000119001000", "取水许可", "行政许可", said]))
    assert record.values["exercise_levels"] == list(codes)
    slips = {note.slip for note in record.notes} & {"unknown_label", "bare_code"}
    assert slips == ({"unknown_label"} if "某级" in said else {"bare_code"} if "^" in said else set())
