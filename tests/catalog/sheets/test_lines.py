"""JSON Lines of elements stream: a line waits for the rest of the file only where its code may stand in another."""

from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from services.catalog.sheets import doubles, lines

ONE, OTHER = "11230321MB0000000X2230731001001", "11230321MB0000000X2230731001002"
VALUES = {"note": "无"}
BACKWARDS = f'{{"elements":{{"note":"无"}},"code":"{ONE}"}}\n'.encode()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Fills when rows are held back."""
    found: list[int] = []

    def hold(most: int) -> Any:
        found.append(most)
        return SpooledTemporaryFile(most)

    monkeypatch.setattr(doubles, "SpooledTemporaryFile", hold)
    return found


@pytest.mark.parametrize(("before", "after"), [("", ""), ("\ufeff", ""), ("", "\n\n"), ("", "[]\n")])
def test_lines_whose_codes_all_differ_wait_for_no_other(before: str, after: str, held: list[int]) -> None:
    data = before.encode() + lines.write([(ONE, VALUES), (OTHER, VALUES)]) + after.encode()
    told = [(entry.basic_code, entry.sound) for entry in lines.read(data).entries if entry.basic_code]
    assert told == [(ONE, True), (OTHER, True)]
    assert bool(held) == ("[]" in after), "of a line that does not begin with its code it is not known"


@pytest.mark.parametrize("again", [lines.write([(ONE, {"note": "有"})]), BACKWARDS], ids=["as we write", "backwards"])
def test_two_lines_of_one_code_are_told_apart_however_they_are_written(again: bytes, held: list[int]) -> None:
    outcome = lines.read(lines.write([(ONE, VALUES), (OTHER, VALUES)]) + again)
    standing = [(entry.row, entry.sound, entry.standing) for entry in outcome.entries]
    same = again is BACKWARDS
    assert standing == [(1, same, "live"), (2, True, "live"), (3, same, "same" if same else "live")]
    assert {one.code for one in outcome.faults} == {"same_row" if same else "double_code"}
    assert held
