"""`shixiang codes explain` and `shixiang workdays`."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Run


def explained(run: Run, code: str) -> tuple[dict[str, Any], int]:
    done = run("codes", "explain", code)
    return json.loads(done.stdout), done.exit_code


@pytest.mark.parametrize(
    ("code", "kind", "credit_code", "level", "basic_code"),
    [
        ("11650000010183859F2650116013001", "implementation", "11650000010183859F", "2", "650116013001"),
        ("12441500196720244T3442199806003", "implementation", "12441500196720244T", "3", "442199806003"),
        ("11450000007565194H200011501500504", "handling", "11450000007565194H", "2", "000115015005"),
    ],
)
def test_the_real_samples_are_taken_apart(
    run: Run, code: str, kind: str, credit_code: str, level: str, basic_code: str
) -> None:
    told, exit_code = explained(run, code)
    assert list(told) == ["kind", "valid", "parts", "fault"]
    assert (told["kind"], told["valid"], told["fault"], exit_code) == (kind, True, None, 0)
    parts = told["parts"]
    assert (parts["credit_code"], parts["level"], parts["basic_code"]) == (credit_code, level, basic_code)
    assert parts.get("serial") == ("04" if kind == "handling" else None)


def test_the_doubtful_credit_code_is_named_with_its_place_and_still_taken_apart(run: Run) -> None:
    told, exit_code = explained(run, "115113010083722043")
    assert list(told) == ["kind", "valid", "parts", "fault"]
    assert (told["kind"], told["valid"], exit_code) == ("credit", False, 1)
    assert (told["fault"]["position"], told["fault"]["cause"]) == (18, "check_character")
    assert told["parts"]["organisation_code"] == "008372204"


def test_twelve_digits_can_be_read_as_a_division(run: Run) -> None:
    told = json.loads(run("codes", "explain", "230321100000", "--kind", "region").stdout)
    assert told["kind"] == "region"
    assert explained(run, "230321100000")[0]["kind"] == "basic"


def test_five_working_days_after_the_28th_of_september_2026_pass_over_the_national_day(run: Run) -> None:
    told = json.loads(run("workdays", "add", "2026-09-28", "5").stdout)
    assert told["date"] == "2026-10-10"
    assert [d["date"] for d in told["working"] if d["counted"]] == [
        "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10",
    ]  # fmt: skip
    assert told["working"][-1]["why"] == "国庆节调休上班，计第 5 日"


def test_working_days_between_two_days_are_counted(run: Run) -> None:
    assert json.loads(run("workdays", "between", "2026-09-28", "2026-10-12").stdout)["days"] == 6
