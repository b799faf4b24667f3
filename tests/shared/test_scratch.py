"""What a process lays out is in a folder of its own; what one left that was killed, the next sweeps, and nothing else."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import scratch

LAYS_OUT = "import sys; from shared import scratch; print(scratch.place(), flush=True); sys.stdin.read()"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has laid out a file, and the file."""
    given = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(scratch.__file__).parents[1])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", LAYS_OUT], env=given, text=True, **pipes) as made:  # type: ignore[call-overload]
        assert made.stdout
        yield made, Path(made.stdout.readline().strip())
        made.kill()


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_uses_is_not(
    other: tuple[subprocess.Popen[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process, file = other
    assert (file.parent.parent, scratch.root()) == (scratch.root(), tmp_path / scratch.root().name)
    assert (scratch.sweep(), file.exists()) == (0, True), "it lives"
    process.kill()
    process.wait()
    assert file.exists(), "nobody was there to remove it"
    assert (scratch.sweep(), file.exists(), file.parent.exists()) == (1, False, False)


def test_a_process_has_one_folder_and_takes_it_along(tmp_path: Path) -> None:
    code = "from shared import scratch; a, b = scratch.place(), scratch.folder(); print(a.parent, b.parent)"
    given = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(scratch.__file__).parents[1])}
    told = subprocess.run([sys.executable, "-c", code], env=given, text=True, capture_output=True, check=True)
    one, same = told.stdout.split()
    assert (one, Path(one).exists()) == (same, False)
