"""Item types and levels are tables of the elements; what the codes say of them is said there."""

import importlib.resources

import pytest

from shared.codes import explain, items, tables
from shared.elements import TABLES

TYPES, LEVELS = TABLES["item_type"].schemes["gb39046"].codes, TABLES["exercise_level"].schemes["gb39046"].codes
EXTENDED = [code for code in TYPES if TYPES[code].zh.startswith("扩展")]


@pytest.mark.clause("G03")
@pytest.mark.parametrize("code", [code for code in TYPES if code not in EXTENDED])
def test_a_basic_code_names_its_type_as_the_elements_do(code: str) -> None:
    assert items.type_name(code) == TYPES[code].zh
    assert explain(f"23{code}31016000")["parts"]["type_name"] == TYPES[code].zh


def test_what_is_free_for_extension_is_named_by_its_parent_in_both() -> None:
    assert EXTENDED
    assert {items.type_name(code) for code in EXTENDED} == {"行政权力（扩展）", "公共服务（扩展）"}
    assert {code for code in map("{:02}".format, range(100)) if items.type_name(code)} == TYPES.keys()


@pytest.mark.parametrize("level", LEVELS)
def test_an_implementation_code_names_its_level_as_the_elements_do(level: str) -> None:
    told = explain(f"11230321MB1234567X{level}230831016000", "implementation")["parts"]
    assert told["level_name"] == LEVELS[level].zh


def test_the_letters_of_the_older_codes_map_as_the_elements_say() -> None:
    table = TABLES["item_type"]
    assert tables.legacy_types().keys() == table.schemes["letters"].codes.keys()
    for letters, code in tables.legacy_types().items():
        assert table.translate(letters, "letters", "gb39046") == code
        assert explain(f"{letters}01234000")["parts"]["type"] == code


def test_no_table_stands_in_two_places() -> None:
    here = {file.name for file in importlib.resources.files("shared.codes").joinpath("data").iterdir()}
    assert here == {"README.md", "departments.csv", "divisions.csv"}
