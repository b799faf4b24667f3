"""`shixiang trail verify`: with the file and the public key alone."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.registry import BY_NAME
from shared import trail
from shared.hosting.host import Host
from shared.settings import Settings
from shared.unit import Actor
from tests.cli.conftest import Run

Line = dict[str, Any]


@pytest.fixture
def exported(peopled: Settings, tmp_path: Path) -> tuple[list[Line], Path]:
    """A trail of a few entries with a checkpoint in their midst, and the file of the public key."""

    async def write() -> tuple[list[Line], str]:
        here = Host([BY_NAME["guide"]], peopled).runtimes["guide"]
        for number in range(6):
            async with here.unit(Actor("信息员", "112303219900012200")) as unit:
                unit.note("item.save", f"item-{number}", why="004 第十四条")
            if number == 3:
                async with here.db.writing() as connection:
                    await trail.checkpoint(connection, "guide", here.keys.signer, "2026-11-22T08:00:00.000000Z")
        async with here.db.reading() as connection:
            lines = await trail.export(connection, "guide", here.keys, "2026-11-22T09:00:00.000000Z")
        await here.db.close()
        return lines, here.keys.signer.public_pem

    lines, pem = asyncio.run(write())
    key = tmp_path / "public.pem"
    key.write_text(pem)
    return lines, key


def written(path: Path, lines: list[Line]) -> str:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return str(path)


def test_a_trail_that_holds_is_said_to_hold(run: Run, exported: tuple[list[Line], Path], tmp_path: Path) -> None:
    lines, key = exported
    done = run("trail", "verify", written(tmp_path / "trail.jsonl", lines), str(key))
    assert (done.exit_code, done.stdout.strip()) == (0, "the trail holds 留痕完整")


def changed(lines: list[Line], kind: str, number: int, **to: Any) -> list[Line]:
    """The lines with one of a kind changed."""
    at = [n for n, line in enumerate(lines) if line["kind"] == kind][number]
    return [line | to if n == at else line for n, line in enumerate(lines)]


def without(lines: list[Line], *numbers: int) -> list[Line]:
    """The lines without some of the entries."""
    return [line for line in lines if not (line["kind"] == "entry" and line["seq"] in numbers)]


def swapped(lines: list[Line]) -> list[Line]:
    made = list(lines)
    made[2], made[3] = made[3], made[2]
    return made


TAMPERINGS: dict[str, tuple[Callable[[list[Line]], list[Line]], int, str]] = {
    "the reason of an entry": (lambda lines: changed(lines, "entry", 1, why="别的"), 2, "edited"),
    "who it was": (lambda lines: changed(lines, "entry", 4, who="别人"), 5, "edited"),
    "a value made null": (lambda lines: changed(lines, "entry", 2, why=None), 3, "null_value"),
    "an entry taken out": (lambda lines: without(lines, 3), 3, "deleted"),
    "the last entries cut off": (lambda lines: without(lines, 5, 6), 6, "truncated"),
    "the signed end cut off": (lambda lines: lines[:-1], 6, "no_signed_end"),
    "two entries changed places": (swapped, 4, "reordered"),
    "a checkpoint of another": (lambda lines: changed(lines, "checkpoint", 0, hash="0" * 64), 4, "bad_signature"),
    "the end of another": (
        lambda lines: changed(lines, "end", 0, at="2026-01-01T00:00:00.000000Z"),
        6,
        "bad_signature",
    ),
    "a member put into an entry": (lambda lines: changed(lines, "entry", 2, approved="省长"), 3, "edited"),
    "a member put into a checkpoint": (lambda lines: changed(lines, "checkpoint", 0, note="核"), 4, "edited"),
    "a member put into the end": (lambda lines: changed(lines, "end", 0, note="核"), 6, "edited"),
    "a member put into the header": (lambda lines: changed(lines, "trail", 0, code="其他事项"), 0, "edited"),
    "another format": (lambda lines: changed(lines, "trail", 0, format=9), 0, "edited"),
    "a line of no kind": (lambda lines: [*lines[:-1], {"kind": "note", "who": "省长"}, lines[-1]], 0, "unknown_line"),
    "a second header": (lambda lines: [*lines[:1], *lines], 0, "inserted"),
    "no header": (lambda lines: lines[1:], 1, "other_service"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_each_tampering_is_named_with_its_place(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path, what: str
) -> None:
    lines, key = exported
    tamper, seq, fault = TAMPERINGS[what]
    done = run("trail", "verify", written(tmp_path / "trail.jsonl", tamper(lines)), str(key), "--json")
    assert done.exit_code == 1
    assert (seq, fault) in {(found["seq"], found["fault"]) for found in json.loads(done.stdout)}
    plain = run("trail", "verify", str(tmp_path / "trail.jsonl"), str(key)).stdout
    assert f"{seq}: {fault}: " in plain


@pytest.mark.parametrize("kind", ["trail", "entry", "checkpoint", "end"])
def test_a_member_that_stands_twice_in_a_line_is_named(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path, kind: str
) -> None:
    """What a reader of the file sees first is not what the hash was made of."""
    lines, key = exported
    told = [json.dumps(line, ensure_ascii=False) for line in lines]
    at = next(n for n, line in enumerate(lines) if line["kind"] == kind)
    name = "service" if kind == "trail" else "at"
    told[at] = told[at].replace(f'"{name}": ', f'"{name}": "别的", "{name}": ', 1)
    (tmp_path / "trail.jsonl").write_text("\n".join(told))
    done = run("trail", "verify", str(tmp_path / "trail.jsonl"), str(key))
    assert (done.exit_code, f": edited: line {at + 1} has what no {kind} has: {name} twice" in done.stdout) == (1, True)


def test_a_line_that_is_no_object_is_named(run: Run, exported: tuple[list[Line], Path], tmp_path: Path) -> None:
    lines, key = exported
    file = Path(written(tmp_path / "trail.jsonl", lines))
    file.write_text(file.read_text() + '["note", "省长"]\n')
    done = run("trail", "verify", str(file), str(key))
    assert (done.exit_code, ": unknown_line: " in done.stdout) == (1, True)


def test_a_file_that_is_no_trail_is_told_apart_from_a_trail_that_does_not_hold(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no.jsonl").write_text("not json\n")
    for file in ("no.jsonl", "missing.jsonl"):
        done = run("trail", "verify", str(tmp_path / file), str(tmp_path / "no.jsonl"))
        assert done.exit_code == 2
        assert "cannot read" in done.stderr


def test_the_key_is_read_as_the_service_tells_it_and_a_file_that_holds_none_is_said_to(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path
) -> None:
    lines, key = exported
    export = written(tmp_path / "trail.jsonl", lines)
    told = {"key_id": trail.key_id(key.read_text()), "algorithm": "Ed25519", "pem": key.read_text()}
    (tmp_path / "told.json").write_text(json.dumps(told))
    assert run("trail", "verify", export, str(tmp_path / "told.json")).exit_code == 0
    for wrong in ('{"key_id": "x"}', "-----BEGIN", export):
        (tmp_path / "wrong").write_text(wrong)
        done = run("trail", "verify", export, str(tmp_path / "wrong"))
        assert (done.exit_code, "holds no public key in PEM" in done.stderr) == (2, True)


def test_the_proof_of_one_subject_is_verified_by_the_same_command(run: Run, peopled: Settings, tmp_path: Path) -> None:
    async def write() -> tuple[list[Line], str]:
        here = Host([BY_NAME["guide"]], peopled).runtimes["guide"]
        for number in range(6):
            async with here.unit(Actor("信息员", "112303219900012200")) as unit:
                unit.note("item.save", f"item-{number % 2}", why="004 第十四条")
        async with here.db.reading() as connection:
            lines = await trail.proof(connection, "guide", here.keys, "2026-11-22T09:00:00.000000Z", "item-1")
        await here.db.close()
        return lines, here.keys.signer.public_pem

    lines, pem = asyncio.run(write())
    (tmp_path / "key").write_text(pem)
    key = str(tmp_path / "key")
    assert len(lines) == 5
    assert run("trail", "verify", written(tmp_path / "proof.jsonl", lines), key).exit_code == 0
    done = run("trail", "verify", written(tmp_path / "proof.jsonl", changed(lines, "entry", 1, who="别人")), key)
    assert (done.exit_code, ": edited: " in done.stdout) == (1, True)


SAVED_ANEW: dict[str, Callable[[str], bytes]] = {
    "by Notepad": lambda text: text.encode("utf-8-sig"),
    "by PowerShell": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
}


@pytest.mark.parametrize("how", SAVED_ANEW)
def test_a_byte_order_mark_is_named_and_the_lines_behind_it_are_verified(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path, how: str
) -> None:
    """A program that saves a file anew forges nothing, and the file is not the one that was taken."""
    lines, key = exported
    file = tmp_path / "trail.jsonl"
    for made, more in ((lines, set()), (changed(lines, "entry", 2, why="别的"), {"edited"})):
        written(file, made)
        file.write_bytes(SAVED_ANEW[how](file.read_text("utf-8")))
        done = run("trail", "verify", str(file), str(key), "--json")
        assert (done.exit_code, {one["fault"] for one in json.loads(done.stdout)}) == (1, {"byte_order_mark"} | more)


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "bytes that are no UTF-8": (lambda data: data.replace("信息员".encode(), b"\xff\xfe\xc0", 1), "edited"),
    "a line cut through": (lambda data: data[:-40], "unreadable_line"),
    "a number that is none": (lambda data: data.replace(b'"seq": 3', b'"seq": NaN', 1), "unreadable_line"),
    "a number without end": (lambda data: data.replace(b'"seq": 3', b'"seq": ' + b"9" * 5_000, 1), "unreadable_line"),
    "a nest without end": (lambda data: data + b"[" * 200_000, "unreadable_line"),
    "a signed end whose faults say nothing": (
        lambda data: data.replace(b'"end",', b'"end", "faults": [{}],'),
        "edited",
    ),
    "a signed end whose faults are a number": (lambda data: data.replace(b'"end",', b'"end", "faults": 5,'), "edited"),
    "a line that writes into the screen": (
        lambda data: data + b'{"kind": "\\nthe trail holds \\u001b[2J"}\n',
        "unknown_line",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_somebody_broke_ends_in_named_faults(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path, what: str
) -> None:
    lines, key = exported
    file, (breaking, fault) = Path(written(tmp_path / "trail.jsonl", lines)), BROKEN[what]
    file.write_bytes(breaking(file.read_bytes()))
    done = run("trail", "verify", str(file), str(key))
    told = done.stdout.splitlines()
    assert (done.exit_code, done.stderr) == (1, "")
    assert fault in {line.split(": ")[1] for line in told}
    assert all(line.isprintable() and line[0].isdecimal() for line in told)


def test_what_is_no_file_of_a_trail_is_said_to_be_none(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path
) -> None:
    lines, key = exported
    good = written(tmp_path / "trail.jsonl", lines)
    for name, data in (("empty", b""), ("picture", bytes(range(256))), ("list", b'["entry"]\n{"kind": ["entry"]}\n')):
        (tmp_path / name).write_bytes(data)
    for name in ("empty", "picture", "list", "", "nowhere"):
        file = str(tmp_path / name)
        for words in ((file, str(key)), (good, str(key), "--earlier", file)):
            done = run("trail", "verify", *words)
            assert (done.exit_code, done.stdout, "cannot read" in done.stderr) == (2, "", True), (name, words)
    unsigned = written(tmp_path / "unsigned.jsonl", [line for line in lines if line["kind"] in ("trail", "entry")])
    done = run("trail", "verify", good, str(key), "--earlier", unsigned)
    assert (done.exit_code, ": earlier_unsigned: " in done.stdout) == (1, True)


def test_a_key_that_windows_saved_anew_is_the_same_key(
    run: Run, exported: tuple[list[Line], Path], tmp_path: Path
) -> None:
    lines, key = exported
    export = written(tmp_path / "trail.jsonl", lines)
    told = key.read_text().replace("\n", "\r\n").rstrip()
    for data in (told.encode("utf-8-sig"), json.dumps({"pem": told}).encode("utf-8-sig")):
        (tmp_path / "key").write_bytes(data)
        assert run("trail", "verify", export, str(tmp_path / "key")).exit_code == 0
