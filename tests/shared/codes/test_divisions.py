"""Divisions with history: names in full, territory, years, successors."""

from datetime import date
from itertools import pairwise

import pytest

from shared.codes import NATION, covers, division, successor, tables
from shared.codes.divisions import fault, level_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("230321", "黑龙江省鸡西市鸡东县"),
        ("230300", "黑龙江省鸡西市"),
        ("620300", "甘肃省金昌市"),
        ("140900", "山西省忻州市"),
        ("210300", "辽宁省鞍山市"),
        ("310101", "上海市黄浦区"),
        ("429004", "湖北省仙桃市"),
        ("659012", "新疆维吾尔自治区白杨市"),
        ("230321100001", "黑龙江省鸡西市鸡东县"),
    ],
)
def test_names_are_full(code: str, name: str) -> None:
    found = division(code)
    assert found
    assert found.full_name == name


def test_a_code_is_read_as_of_its_day() -> None:
    assert division("230381", date(1995, 6, 1)) is None
    now, then = division("460001"), division("460001", date(1999, 1, 1))
    assert then
    assert then.full_name == "海南省通什市"
    assert now
    assert now.name == "五指山市"
    assert now.ended


def test_recent_changes_are_there() -> None:
    for code, name in {
        "330113": "临平区",
        "540481": "米林市",
        "500157": "两江新区",
    }.items():
        found = division(code, date(2026, 1, 1))
        assert found
        assert found.name == name
    assert division("500105", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("230322", "230381"),
        ("500112", "500157"),
        ("460001", "469001"),
        ("110103", "110101"),
        ("310103", "310101"),
        ("310119", "310115"),
    ],
)
def test_an_ended_code_leads_to_its_heir(old: str, new: str) -> None:
    heir = successor(old)
    assert heir
    assert heir.code == new
    assert not heir.ended


def test_an_unknown_or_lost_code_leads_nowhere() -> None:
    assert division("999999") is None
    assert successor("999999") is None
    assert successor("130521") is None, "divided between two"


def test_territory_is_told_by_prefix() -> None:
    assert covers(NATION, "230321")
    assert covers("230000", "230321")
    assert covers("230300", "230321100001")
    assert covers("230321", "230321")
    assert covers("230321100000", "230321100001")
    assert covers("230321000000", "230321100001")
    assert not covers("230321", "230300")
    assert not covers("230300", "230400")
    assert not covers("230321100000", "230321101001")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (NATION, "nation"),
        ("230000", "province"),
        ("230300", "city"),
        ("230321", "county"),
        ("230321100000", "town"),
        ("230321100001", "village"),
        ("230321000000", "county"),
    ],
)
def test_the_shape_tells_the_level(code: str, level: str) -> None:
    assert level_of(code) == level


def test_the_table_is_whole() -> None:
    rows = tables.rows("divisions")
    codes = {row["code"] for row in rows}
    assert len({row["code"] for row in rows if not row["valid_to"]}) > 3200
    assert {row["parent"] for row in rows} - {""} <= codes
    assert {row["successor"] for row in rows} - {""} <= codes
    assert all(not row["successor"] or row["valid_to"] for row in rows)


def test_no_code_has_two_names_at_once() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in tables.rows("divisions"):
        span = (int(row["valid_from"] or 0), int(row["valid_to"] or 9999))
        spans.setdefault(row["code"], []).append(span)
    for code, found in spans.items():
        found.sort()
        assert all(a[1] < b[0] for a, b in pairwise(found)), code


def test_every_standing_place_has_standing_parents() -> None:
    standing = {row["code"]: row for row in tables.rows("divisions") if not row["valid_to"]}
    for row in standing.values():
        assert not row["parent"] or row["parent"] in standing, row


def test_every_ended_code_leads_to_a_standing_one_or_nowhere() -> None:
    ended = {row["code"] for row in tables.rows("divisions") if row["valid_to"]}
    heirs = {code: successor(code) for code in ended}
    assert all(heir is None or not heir.ended for heir in heirs.values())
    assert sum(heir is not None for heir in heirs.values()) > 2000


def test_a_day_in_the_past_takes_the_code_of_then() -> None:
    assert fault("500105", date(2020, 1, 1)) is None
    assert fault("500105") is not None
    assert fault("500157", date(2020, 1, 1)) is not None
    assert fault(NATION) is None
