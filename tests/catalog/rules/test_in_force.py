"""What stands under a code or in a division that is not used any more is found, and the cure names what follows."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.catalog.rules import Context, Finding, codes_in_force, findings
from shared.elements import TABLES
from shared.elements.load import _table

TABLE = """
zh = "提交方式"
en = "How a material is handed in"

[[scheme]]
id = "platform"
zh = "平台实践"
en = "Platform practice"
mark = "code"
codes = [
  { code = "1", zh = "收取纸质", en = "On paper", valid_to = "2026-06-30", successor = "%s" },
  { code = "2", zh = "上传电子", en = "Uploaded" },
  { code = "4", zh = "数据共享", en = "From shared data", valid_from = "2026-07-01" },
]
"""
MATERIALS = {"materials": [{"name": "申请书", "submission": ["2"]}, {"name": "协议书", "submission": ["1", "2"]}]}


def told(rule: str, values: dict[str, Any], day: date, **item: str) -> list[Finding]:
    return [one for one in findings(values, Context(today=day, item=item)) if one.rule == rule]


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of ways to hand in, of which one was given up for another."""
    path = tmp_path / "material_submission.toml"
    path.write_text(TABLE % "4", "utf-8")
    known = codes_in_force.dated({**TABLES, path.stem: _table(path)})
    monkeypatch.setattr(codes_in_force, "DATED", known)
    monkeypatch.setattr(codes_in_force, "FIELDS", codes_in_force.coded(known))


@pytest.mark.clause("G60")
@pytest.mark.usefixtures("ended")
def test_a_code_that_ended_is_found_at_its_place_with_the_one_that_follows() -> None:
    assert told("codes_in_force", MATERIALS, date(2026, 6, 30)) == []
    (found,) = told("codes_in_force", MATERIALS, date(2026, 7, 1))
    assert (found.path, found.severity) == ("materials[1].submission", "warn")
    assert "2026-06-30 后停用" in found.zh
    assert (found.cure_zh, found.cure_en) == ("改用“数据共享”（4）", "use 4, From shared data")


@pytest.mark.clause("G60")
@pytest.mark.usefixtures("ended")
def test_a_code_that_is_yet_to_begin_is_found_until_its_day() -> None:
    values = {"materials": [{"name": "申请书", "submission": ["4"]}]}
    (found,) = told("codes_in_force", values, date(2026, 6, 30))
    assert ("2026-07-01 起才启用" in found.zh, "现行代码" in found.cure_zh) == (True, True)
    assert told("codes_in_force", values, date(2026, 7, 1)) == []


def test_a_code_that_leads_to_none_of_its_scheme_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(TABLE % "7", "utf-8")
    with pytest.raises(ValueError, match="lead to codes that there are not: 1"):
        _table(path)


@pytest.mark.clause("G60")
def test_a_division_that_ended_is_found_with_the_one_that_follows() -> None:
    day, body = date(2026, 11, 22), {"implementing_body_code": "112303220000000000"}
    for found in (*told("division_in_force", {}, day, region="230322"), *told("division_in_force", body, day)):
        assert "230322（黑龙江省鸡西市虎林县）1995 年后不再使用" in found.zh
        assert "230381 黑龙江省鸡西市虎林市" in found.cure_zh
        assert found.severity == "hint"
    places = [one.path for one in told("division_in_force", body, day, region="230322")]
    assert places == ["implementing_body", "implementing_body_code"]
    assert told("division_in_force", {}, day, region="230381") == []
    assert told("division_in_force", {}, day, region="") == []
