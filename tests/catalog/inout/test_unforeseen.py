"""What nobody foresaw at one row keeps that row out and no other; a file that cannot go on says why and what to do."""

import json
from typing import Any

import pytest

from services.catalog.commands import changerows, reading
from services.catalog.intake import exchange, versions
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, lines_of, rows_of, upload
from tests.catalog.inout.test_loads import CENTRE, by_code, load, told
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)
ODD = code_of(MARKET, 4, "230731101000")


class Odd(Exception):
    """What nobody foresaw."""


def number_in(one: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    """The number of the log's entry that a row names; the log has it once, with where it happened."""
    (fault,) = (f for f in one["faults"] if f["code"] == "unforeseen")
    number = fault["message_zh"].partition("日志编号 ")[2][:12]
    assert (number in fault["message_en"], fault["cure_zh"] > "", fault["cure_en"] > "") == (True, True, True)
    (logged,) = (line for line in capsys.readouterr().err.splitlines() if number in line)
    assert "Odd" in json.loads(logged)["exception"]
    return str(number)


@pytest.mark.parametrize("where", ["record", "versions"])
async def test_a_row_at_which_the_reading_goes_wrong_stays_out_alone(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    module, name = (exchange, "record") if where == "record" else (versions, "_told")
    sound = getattr(module, name)

    def odd(number: int, raw: dict[str, Any], *more: Any) -> Any:
        if raw["task_code"] == ODD:
            raise Odd
        return sound(number, raw, *more)

    monkeypatch.setattr(module, name, odd)
    made = await load(platform, row(OWN), row(ODD, "另一登记"), row(ABOVE), apply=True, good_rows=True)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("applied", 3, 2, 1)
    assert (await told(platform, made))[2]["code"] == ODD
    assert number_in((await told(platform, made))[2], capsys)


async def test_a_row_at_which_the_writing_goes_wrong_stays_out_alone_and_nothing_of_it_is_in(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    platform, sound = any_platform, changerows.TAKERS["load"]

    async def odd(batch: Any, entry: Any, *more: Any) -> None:
        await sound(batch, entry, *more)
        if entry.basic_code == ODD and batch.write:
            raise Odd

    monkeypatch.setitem(changerows.TAKERS, "load", odd)
    made = await load(platform, row(OWN), row(ODD, "另一登记"), row(ABOVE), apply=True)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("applied", 3, 2, 1)
    assert number_in((await told(platform, made))[2], capsys)
    assert [(await by_code(platform, code))[0] is None for code in (OWN, ODD, ABOVE)] == [False, True, False]
    assert await platform.faults_of_trails() == []


async def test_a_set_that_cannot_go_on_says_why_and_what_to_do(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading, "read", full)
    made = await load(platform, row(OWN))
    assert made["state"] == "failed"
    (one,) = await rows_of(platform, made["set_id"], CENTRE)
    (fault,) = one["faults"]
    assert (one["row"], fault["code"]) == (0, "stopped")
    assert ("No space left" in fault["message_zh"], "什么都没有写入" in fault["message_zh"]) == (True, True)
    assert ("nothing was written" in fault["message_en"], "upload again" in fault["cure_en"]) == (True, True)
    number = fault["message_zh"].partition("日志编号 ")[2][:12]
    assert number in capsys.readouterr().err


async def test_a_line_at_which_the_reading_goes_wrong_is_told(
    platform: Platform, claimed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:

    async def odd(*_: Any) -> None:
        raise Odd

    monkeypatch.setitem(changerows.TAKERS, "elements", odd)
    made = await upload(
        platform, "elements", lines_of((claimed["code"], {"conditions": "有船"})), INFORMANT, apply=True
    )
    (one,) = await rows_of(platform, made["set_id"], INFORMANT)
    assert (made["state"], [f["code"] for f in one["faults"]]) == ("ready", ["unforeseen"])
