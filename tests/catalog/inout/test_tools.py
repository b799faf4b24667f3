"""The province to practise with runs as a program; the bench imports what it says it imports."""

import base64
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from shared.settings import Settings
from tools.bench import imports
from tools.servers.machine import free_port, wait_until


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/state").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_the_province_runs_as_a_program_refuses_strangers_and_can_be_mended(tmp_path: Path) -> None:
    key, port = tmp_path / "province.key", free_port()
    key.write_bytes(base64.b64encode(b"k" * 32))
    url = f"http://127.0.0.1:{port}"
    words = ["--port", str(port), "--key", str(key), "--faults", "error=1"]
    with subprocess.Popen([sys.executable, "-m", "tools.province", *words]) as program:
        try:
            assert wait_until(lambda: answers(url), 30)
            assert httpx.post(f"{url}/report-up", json={"rows": []}).status_code == 401
            assert httpx.post(f"{url}/heal").status_code == 204
            assert httpx.get(f"{url}/state").json()["effects"] == 0
        finally:
            program.terminate()


def test_an_unknown_fault_is_refused() -> None:
    words = ["--faults", "magic=1", "--key", "none"]
    ended = subprocess.run(
        [sys.executable, "-m", "tools.province", *words], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "no such fault: magic" in ended.stderr


def test_the_bench_takes_in_what_it_wrote(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
    made = imports.Imports(Settings(database_url=url, secrets_dir=tmp_path / "secrets", log_level="error"), "", 30)
    assert [made.product().count, made.product().count, made.first] == [30, 30, 60]
    made.close()
