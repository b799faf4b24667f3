"""Which test proves which clause: read from the marks in the tests' own text, without running anything."""

import ast
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

Loops = dict[str, list[object]]


def proofs(folder: Path) -> dict[str, list[str]]:
    """For each clause the tests that carry its mark, as file::test, or the file when the whole file does."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.py")):
        name = str(path.relative_to(folder.parent))
        for clause, test in _marks(ast.parse(path.read_text("utf-8")), name, {}):
            found[clause].add(test)
    return {clause: sorted(tests) for clause, tests in sorted(found.items())}


def _marks(node: ast.AST, where: str, loops: Loops) -> Iterator[tuple[str, str]]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        where = f"{where}::{node.name}"
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        loops = loops | {name: values for one in node.generators for name, values in _loop(one)}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clause":
        for argument in node.args:
            yield from ((text, where) for text in _texts(argument, loops))
    for child in ast.iter_child_nodes(node):
        yield from _marks(child, where, loops)


def _loop(one: ast.comprehension) -> Iterator[tuple[str, list[object]]]:
    """The values that a loop over a plain range or list goes through."""
    if not isinstance(one.target, ast.Name):
        return
    with contextlib.suppress(ValueError):
        if isinstance(one.iter, ast.Call) and isinstance(one.iter.func, ast.Name) and one.iter.func.id == "range":
            yield one.target.id, list(range(*(ast.literal_eval(a) for a in one.iter.args)))
        elif isinstance(one.iter, (ast.Tuple, ast.List)):
            yield one.target.id, list(ast.literal_eval(one.iter))


def _texts(argument: ast.expr, loops: Loops) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.Name):
        yield from map(str, loops.get(argument.id, []))
    elif isinstance(argument, ast.JoinedStr):
        names = [
            v.value.id for v in argument.values if isinstance(v, ast.FormattedValue) and isinstance(v.value, ast.Name)
        ]
        for value in loops.get(names[0], []) if len(names) == 1 else []:
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else str(value) for v in argument.values)
