"""What an address may ask after its question mark: parameters that the route declares, each once, and no other."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Request

from shared.problems import Fault, Malformed

MOST = 20
LONGEST = 60


async def declared_parameters(request: Request) -> None:
    """Malformed unless the route declares what the query asks; every application puts this before all its routes."""
    if request.scope["query_string"]:
        demand_declared(
            [name for name, _ in request.query_params.multi_items()], declared(request.scope["route"].dependant)
        )


def declared(dependant: Any) -> list[str]:
    """The query parameters that a route declares, found in its tree of dependencies."""
    found = [field.alias for field in dependant.query_params]
    for inner in dependant.dependencies:
        found += declared(inner)
    return found


def demand_declared(asked: Sequence[str], allowed: Iterable[str]) -> None:
    """Malformed when something is asked that is not allowed, or asked twice."""
    known = list(dict.fromkeys(allowed))
    faults = [_unknown(name, ", ".join(known)) for name in dict.fromkeys(asked) if name not in known]
    faults += [_repeated(name) for name in known if asked.count(name) > 1]
    if faults:
        raise Malformed(
            "地址中的查询参数有误，请按 faults 所列改正。",
            "The query of the address does not hold; correct what faults lists.",
            faults[0].code,
            faults[:MOST],
        )


def _unknown(name: str, known: str) -> Fault:
    return Fault(
        f"query.{name[:LONGEST]}",
        "unknown_parameter",
        "没有这个参数",
        "there is no such parameter",
        f"可用的参数：{known}" if known else "此地址不带参数，请删除",
        f"the parameters are: {known}" if known else "this address takes none; remove it",
    )


def _repeated(name: str) -> Fault:
    return Fault(f"query.{name}", "repeated_parameter", "参数重复出现", "it is there twice", "请只保留一个", "keep one")
