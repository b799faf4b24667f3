"""`shixiang elements` and `shixiang codes tables`."""

import json

from shared.elements import ELEMENTS, TABLES, jsonschema
from shared.elements.told import code_tables, definitions
from tests.cli.conftest import Run


def test_each_element_has_a_line_and_all_are_told_as_the_api_tells_them(run: Run) -> None:
    lines = run("elements").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == list(ELEMENTS)
    assert "name\t事项名称\ttext\tcatalogue\tpublic\t" in lines[0]
    assert json.loads(run("elements", "--json").stdout) == definitions().model_dump(mode="json")
    assert json.loads(run("elements", "--schema").stdout) == jsonschema()


def test_one_element_is_told_with_who_audits_it_in_each_place(run: Run) -> None:
    told = json.loads(run("elements", "fee_basis").stdout)
    assert (told["zh"], told["layer"], told["auditors"]["jixi"]) == ("收费依据", "list", ["法制（司法行政）审核"])
    wrong = run("elements", "nothing")
    assert wrong.exit_code == 2
    assert "nothing" in wrong.output


def test_code_tables_are_listed_and_told_with_their_mappings(run: Run) -> None:
    assert [line.split("\t")[0] for line in run("codes", "tables").stdout.splitlines()] == list(TABLES)
    told = json.loads(run("codes", "tables", "handling_kind").stdout)
    assert {(m["source"], m["target"]) for m in told["mappings"]} == {("xinzhou", "gb39046"), ("local", "gb39046")}
    assert json.loads(run("codes", "tables", "--json").stdout) == code_tables().model_dump(mode="json")
    assert run("codes", "tables", "nothing").exit_code == 2
