"""Whatever was done to the file of a trail or a proof, by whoever, the verifier names it and never breaks."""

import asyncio
import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry import BY_NAME
from shared import trail
from shared.hosting.host import Host
from shared.hosting.loops import sign_trail
from shared.unit import Actor
from tests.platform import copy_of

Line = dict[str, Any]


class Taken(NamedTuple):
    """Real files of one trail, and the public key."""

    files: dict[str, list[Line]]
    pem: str


@pytest.fixture(scope="module")
def taken(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """An export with a checkpoint told of, its proof of one subject, and both again where something did not hold."""
    given = copy_of(sqlite_template, tmp_path_factory.mktemp("trail"))

    async def take() -> Taken:
        here = Host([BY_NAME["guide"]], given).runtimes["guide"]
        at = "2026-11-22T09:00:00.000000Z"
        for number in range(4):
            async with here.unit(Actor("信息员", "112303219900012200")) as unit:
                unit.note("item.save", f"item-{number % 2}", why="004 第十四条")
            if number == 1:
                await sign_trail(here)
        altered = [trail.TrailFault(2, "edition_altered", "第 2 版")]
        files: dict[str, list[Line]] = {}
        async with here.db.reading() as connection:
            for name, found in (("", []), (" with faults", altered)):
                files[f"export{name}"] = await trail.export(connection, "guide", here.keys, at, altered=found)
                files[f"proof{name}"] = await trail.proof(connection, "guide", here.keys, at, "item-1", altered=found)
        await here.db.close()
        return Taken(files, here.keys.signer.public_pem)

    return asyncio.run(take())


texts = st.text(st.characters(exclude_categories=()), max_size=12)
whole = st.integers() | st.sampled_from([2**53, -1, 10**400])
plain = st.none() | st.booleans() | whole | st.floats() | texts
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and entry in a value, with what holds it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inside for place in ((value, key), *places(one))]


@st.composite
def mutated(draw: st.DrawFn, lines: list[Line]) -> list[Any]:
    """The lines with something dropped, changed, nested or put in, somewhere."""
    made: list[Any] = copy.deepcopy(lines)
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(places(made)))
        match draw(st.sampled_from(["drop", "change", "nest", "put in"])):
            case "drop":
                del holder[key]
            case "change":
                holder[key] = draw(anything)
            case "nest":
                holder[key] = draw(st.sampled_from([[holder[key]], {"seq": holder[key]}]))
            case _ if isinstance(holder, dict):
                holder[draw(texts)] = draw(anything)
            case _:
                holder.insert(key, draw(anything))
        if not places(made):
            break
    return made


def written(lines: list[Any]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def said(lines: list[Line]) -> list[str]:
    """What the lines say, where 1, 1.0 and true are three things."""
    return [json.dumps(line, sort_keys=True) for line in lines]


def demand_named(data: bytes, lines: list[Line], pem: str, earlier: list[Line]) -> None:
    """No traceback; and if the file says anything else than it did, a fault that a screen can show."""
    read = trail.lines_of(data)
    found = trail.verify(read, pem)
    before = trail.verify(earlier, pem, read)
    trail.verify(read, pem, earlier)
    for one in (*found, *before):
        assert isinstance(one.seq, int)
        assert (one.fault + one.detail).isprintable()
        assert json.dumps(vars(one), ensure_ascii=False).encode()
    had = {one.fault for one in trail.verify(lines, pem)}
    assert said(read) == said(lines) or {one.fault for one in found} - had or len(found) > len(had)


KINDS = ("export", "proof", "export with faults", "proof with faults")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_line_says_ends_in_named_faults(taken: Taken, kind: str) -> None:
    lines = taken.files[kind]

    @given(mutated(lines))
    def named(made: list[Any]) -> None:
        demand_named(written(made), lines, taken.pem, taken.files["export"])

    named()


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_bytes_are_changed_ends_in_named_faults(taken: Taken, kind: str) -> None:
    lines = taken.files[kind]
    data = written(lines)
    somewhere = st.integers(0, len(data))

    @given(somewhere, somewhere, st.binary(max_size=4))
    def named(one: int, other: int, put: bytes) -> None:
        start, end = sorted((one, other))
        demand_named(data[:start] + put + data[min(end, start + 4) :], lines, taken.pem, taken.files["export"])

    named()


@given(st.lists(anything, max_size=4))
def test_lines_of_any_shape_are_named_without_a_trail(lines: list[Any]) -> None:
    assert trail.verify(trail.lines_of(written(lines)), "no key")
