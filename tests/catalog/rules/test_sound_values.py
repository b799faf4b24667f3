"""What is sound and usual in real lists is not accused."""

from services.catalog.rules import findings
from shared.codes.divisions import in_force

LEVEL = {"province": "2", "city": "3", "county": "4"}


def test_a_body_of_any_standing_division_is_taken_for_one_of_its_own_level() -> None:
    accused = [
        one.full_name
        for one in in_force()
        if one.level in LEVEL
        for body in (f"{one.name}水利局", f"{one.full_name}农业农村和乡村振兴局")
        if [*findings({"implementing_body": body, "exercise_level": LEVEL[one.level]}, only={"body_level_agrees"})]
    ]
    assert not accused
