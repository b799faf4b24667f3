"""Every rule that is data has its source beside it: a clause of the register, or an article that the register has."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.documents.clauses import register
from services.documents.markdown import ROOT

RULES = ("catalog/gates.toml", "catalog/states.toml", "catalog/forms.toml", "notify/duties.toml")
FILES = sorted([*(f"services/{name}" for name in RULES),
                *(str(p.relative_to(ROOT)) for p in (ROOT / "services/review/matrices").glob("*.toml"))])  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace(" ", "")


ARTICLES = [(clause.source, _plain(clause.article)) for clause in register().values()]


def _known(cited: str) -> bool:
    """Whether a clause is one of the register, or each of the articles named, of one source, stands in it."""
    source, _, articles = cited.partition(" ")
    wanted = [_plain(one) for one in articles.split("、")]
    return cited in register() or all(
        one and any(source == of and article.startswith(one) for of, article in ARTICLES) for one in wanted
    )


def _rules(name: str, raw: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever has a title of its own and is no step of something that has; each with where it stands."""
    if isinstance(raw, dict) and "zh" in raw:
        yield name, raw
        for kind in ("part", "deviation"):
            yield from ((f"{name} {kind} {n}", one) for n, one in enumerate(raw.get(kind, ())))
    elif isinstance(raw, dict | list):
        for key, one in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from _rules(f"{name} {key}", one)


@pytest.mark.clause("G59")
@pytest.mark.parametrize("file", FILES)
def test_every_rule_that_is_data_names_a_clause_that_there_is(file: str) -> None:
    found = list(_rules(Path(file).name, tomllib.loads((ROOT / file).read_text("utf-8"))))
    assert found
    cited = {where: rule.get("clause") or rule.get("source") or "" for where, rule in found}
    assert [f"{where}: {said!r}" for where, said in cited.items() if not _known(said)] == []


@pytest.mark.parametrize("said", ["", "G99", "004", "004 第九十条", "004 第五条、第九十条", "009 第五条"])
def test_what_no_source_has_is_no_clause(said: str) -> None:
    assert not _known(said)
