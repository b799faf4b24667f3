"""docs/clauses.md: every clause of the five source documents, what we do about it, and the tests that prove it."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from services.catalog.rules import rules
from services.documents.markdown import DATA, ROOT, head, table
from services.documents.proofs import proofs

SECTIONS = {
    "A": "000 黑龙江煤炭：流程再造 Heilongjiang coal bureau",
    "B": "001 鸡西：工作方案 Jixi plan",
    "C": "001 鸡西：表格 Jixi forms, field by field",
    "D": "002 鞍山：一件事情、一个项目 Anshan",
    "E": "003c 忻州：审批制度改革 Xinzhou",
    "F": "003a 杭州、003b 宁夏 Hangzhou, Ningxia",
    "G": "004 金昌：动态调整管理办法 Jinchang measures",
}
KINDS = {"R": "rule", "D": "data", "W": "workflow", "N": "notice", "S": "sample"}


@dataclass(frozen=True)
class Clause:
    """One clause of a source, as the register has it."""

    id: str
    source: str
    article: str
    text: str
    actor: str
    deadline: str
    kind: str


@cache
def register() -> Mapping[str, Clause]:
    """Every clause, by id."""
    with (DATA / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: Clause(**row) for row in csv.DictReader(file)}


STATES = ("proven", "built, no test", "in part", "open")


@cache
def answers() -> Mapping[str, str]:
    """What we do about a clause; written by hand, and only for what is there."""
    return {str(k): str(v) for k, v in tomllib.loads((DATA / "answers.toml").read_text("utf-8")).items()}


@cache
def standing() -> Mapping[str, list[str]]:
    """The quality rules that stand on each clause."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, rule in rules().items():
        found[rule.clause].append(f"Rule `{name}`: {rule.zh}.")
    return found


def state_of(clause: str, proven: Mapping[str, list[str]]) -> str:
    """Proven by a test; built, but without one; touched by a quality rule; or open."""
    held = (clause in proven, clause in answers(), clause in standing(), True)
    return next(state for state, is_so in zip(STATES, held, strict=True) if is_so)


def page() -> str:
    """The whole page."""
    proven = proofs(ROOT / "tests")
    parts = [head("条款 / Clauses", "Kind: R rule · D data · W workflow · N notice · S sample."), _summary(proven)]
    parts += [f"## {key} · {title}\n\n{_section(key, proven)}" for key, title in SECTIONS.items()]
    return "\n".join(parts)


def _summary(proven: Mapping[str, list[str]]) -> str:
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for clause in register():
        counted[clause[0]][state_of(clause, proven)] += 1
    rows = [(title, *(str(counted[key][s]) for s in STATES)) for key, title in SECTIONS.items()]
    total = ("**all**", *(str(sum(counted[key][s] for key in SECTIONS)) for s in STATES))
    said = (
        "*Proven*: a test carries the clause's mark. *Built*: we say what we do, no test says so yet. "
        "*In part*: a quality rule stands on it. *Open*: none of these.\n\n"
    )
    return said + table(("source", *STATES), [*rows, total])


def _section(key: str, proven: Mapping[str, list[str]]) -> str:
    rows = []
    for one in register().values():
        if one.id.startswith(key):
            text = f"{one.text}\n*{one.deadline}*" if one.deadline else one.text
            ours = [answers().get(one.id, ""), *standing().get(one.id, []), _proof(proven.get(one.id, []))]
            rows.append((one.id, one.article, text, one.kind, state_of(one.id, proven), "\n".join(filter(None, ours))))
    return table(("id", "条 article", "clause", "kind", "state", "what we do · proof"), rows)


def _proof(tests: list[str]) -> str:
    return "\n".join(f"[{name.rpartition('/')[2]}](../{name.partition('::')[0]})" for name in tests)
