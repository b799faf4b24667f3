"""The first day without the sample world: from an empty folder to a first sign-in and a catalogue (docs/operations.md)."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from services.catalog.sheets import catalogue
from services.cli import app
from shared.keys import Keys
from shared.settings import Settings, settings
from shared.world import world
from shared.xlsx import write
from tests.cli.conftest import Run
from tools.servers.machine import free_port, wait_until

LINE, BUREAU, CENTRE = (world().offices[key] for key in ("hlj-market", "jidong-market", "hlj-data"))
PASSWORD = "Ein-langes-Wort"
HEAD = ["机构名称", "统一社会信用代码", "行政区划代码", "行使层级", "机构类型", "业务条线"]
ROWS = [
    [LINE.name, LINE.credit_code, LINE.region, "省级", "省级业务部门", LINE.line],
    [CENTRE.name, CENTRE.credit_code, CENTRE.region, "2", "大数据中心", ""],
    [BUREAU.name, BUREAU.credit_code, BUREAU.region, "县级", "实施机构", BUREAU.line],
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "offices.xlsx").write_bytes(write(HEAD, ROWS))
    return tmp_path / "offices.xlsx"


@pytest.fixture
def empty(run: Run) -> Run:
    """Migrated databases with nothing in them, in the folder of the test."""
    assert run("migrate").exit_code == 0
    return run


def account(name: str, office: str, *roles: str, password: str = PASSWORD) -> Any:
    settings.cache_clear()
    words = ["accounts", "add", name, "--office", office, *(word for role in roles for word in ("--role", role))]
    return CliRunner().invoke(app, words, input=f"{password}\n")


def lines(path: Path, *bodies: dict[str, Any]) -> str:
    path.write_text("\n".join(json.dumps(body, ensure_ascii=False) for body in bodies), "utf-8")
    return str(path)


def body(**more: Any) -> dict[str, Any]:
    return {
        "name": LINE.name,
        "credit_code": LINE.credit_code,
        "region": LINE.region,
        "kinds": ["line_department"],
    } | more


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[httpx.Client]:
    """`shixiang serve` as an operator starts it: the port is all it is told."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("SHIXIANG_")}
    command = [sys.executable, "-m", "services", "serve"]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env | {"SHIXIANG_PORT": str(port)}, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:

            def ready() -> bool:
                with contextlib.suppress(httpx.TransportError):
                    return http.get("/healthz/ready").is_success
                return False

            assert wait_until(ready, 60), (folder / "serve.log").read_text()
            yield http
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.slow
def test_from_an_empty_folder_to_a_catalogue(empty: Run, book: Path, tmp_path: Path) -> None:
    assert "registered: 3" in empty("offices", "load", str(book)).stdout
    assert account("line", LINE.credit_code, "line_department").exit_code == 0
    assert account("operator", CENTRE.credit_code, "operator").exit_code == 0
    base = next(iter(world().base_items.values()))
    sheet = catalogue.write([(base.basic_code, base.elements)])
    with serving(tmp_path) as http:

        def signed_in(name: str) -> dict[str, str]:
            told = http.post("/catalog/v1/auth/token", json={"username": name, "password": PASSWORD}).json()
            return {"Authorization": f"Bearer {told['access_token']}"}

        xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        headers = signed_in("line") | {"Content-Type": xlsx}
        done = http.post("/catalog/v1/catalogue/imports", params={"apply": True}, headers=headers, content=sheet)
        assert done.status_code in (200, 201), done.text
        held = http.get("/catalog/v1/catalogue", headers=signed_in("line")).json()
        assert [one["code"] for one in held] == [base.basic_code]
        trail = http.get("/catalog/v1/trail", headers=signed_in("operator")).json()
        found = http.get("/catalog/v1/auth/.well-known/openid-configuration").json()
        assert found["token_endpoint"] == f"{str(http.base_url).rstrip('/')}/catalog/v1/auth/token"
    acts = [(entry["action"], entry["subject"]) for entry in trail if entry["who"].startswith("command-line:")]
    assert acts == [
        *[("office.register", row[1]) for row in ROWS],
        ("account.create", "line"),
        ("account.create", "operator"),
    ]


def test_a_file_that_is_loaded_again_changes_nothing(empty: Run, book: Path) -> None:
    empty("offices", "load", str(book))
    again = empty("offices", "load", str(book))
    assert (again.exit_code, again.stdout) == (0, "登记 registered: 0; 原有 there already: 3\n")


def test_a_merged_bureau_is_registered_with_its_duties_and_a_file_without_them_takes_none(
    empty: Run, tmp_path: Path
) -> None:
    merged = body(line="市场监管", kinds=["line_department", "implementing"])
    file = lines(tmp_path / "o.jsonl", merged | {"duties": ["药监", "知识产权:07,20"]})
    assert "registered: 1" in empty("offices", "load", file).stdout
    again = empty("offices", "load", lines(tmp_path / "without.jsonl", merged))
    assert (again.exit_code, again.stdout) == (0, "登记 registered: 0; 原有 there already: 1\n")
    other = empty("offices", "load", lines(tmp_path / "other.jsonl", merged | {"其他职责": "药监"}))
    assert other.exit_code == 1
    wrong = empty("offices", "load", lines(tmp_path / "wrong.jsonl", merged | {"duties": "药监:许可"}))
    assert (wrong.exit_code, "药监:许可" in wrong.stderr) == (1, True)


def test_json_lines_are_read_too_and_may_name_a_parent_that_comes_later(empty: Run, tmp_path: Path) -> None:
    file = lines(
        tmp_path / "o.jsonl",
        body(name=BUREAU.name, credit_code=BUREAU.credit_code, region=BUREAU.region, kinds=["implementing"], parent=LINE.credit_code),
        body(),
    )  # fmt: skip
    assert "registered: 2" in empty("offices", "load", file).stdout


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"credit_code": LINE.credit_code[:-1] + "A"}, "2.credit_code"),
        ({"region": "999999"}, "2.region"),
        ({"name": ""}, "2.name"),
        ({"kinds": ["ministry"]}, "2.kinds"),
        ({"level": "县级"}, "2.level"),
        ({"nature": "7"}, "2.nature"),
        ({"parent": CENTRE.credit_code}, "2.parent"),
        ({"colour": "red"}, "2.colour"),
        ({"credit_code": BUREAU.credit_code, "name": "别的名称"}, "2.credit_code"),
    ],
)
def test_a_row_that_is_wrong_is_told_and_nothing_is_registered(
    empty: Run, tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    good = body(name=BUREAU.name, credit_code=BUREAU.credit_code, region=BUREAU.region, kinds="实施机构")
    done = empty("offices", "load", lines(tmp_path / "o.jsonl", good, body(**wrong)))
    assert done.exit_code == 1
    assert [line.split(":")[0].strip() for line in done.stderr.splitlines()[1:]] == [told]
    assert "registered: 1" in empty("offices", "load", lines(tmp_path / "good.jsonl", good)).stdout


@pytest.mark.parametrize("data", [b"no json", b"[1]", b"PK\x03\x04 damaged", b""])
def test_a_file_that_is_none_is_refused_in_a_line(empty: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "o").write_bytes(data)
    done = empty("offices", "load", str(tmp_path / "o"))
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (1, 1)


def test_an_account_that_does_not_fit_is_refused(empty: Run, book: Path) -> None:
    empty("offices", "load", str(book))
    assert account("abc", LINE.credit_code, "line_department").exit_code == 0
    assert "There is an account abc already" in account("abc", LINE.credit_code, "line_department").stderr
    assert "not a role of this kind of body" in account("other", LINE.credit_code, "data_centre").stderr
    assert "not registered" in account("other", world().offices["jidong-data"].credit_code, "data_centre").stderr
    assert "no such role" in account("other", LINE.credit_code, "king").stderr
    assert "at least 10" in account("other", LINE.credit_code, "line_department", password="short").stderr


def test_with_an_issuer_outside_an_account_is_given_there(empty: Run) -> None:
    words = ("accounts", "add", "abc", "--office", LINE.credit_code, "--role", "line_department")
    done = empty(*words, auth_issuer="https://id.example", auth_jwks_url="https://id.example/keys")
    assert done.exit_code == 1
    assert "office, region and roles" in done.stderr


def test_bodies_are_registered_in_production_and_the_sample_world_is_not(empty: Run, book: Path) -> None:
    Keys.of(Settings())  # production makes no keys, it wants to find them
    strict = {"environment": "production", "auth_issuer": "https://id.example", "auth_jwks_url": "https://id.example/k"}
    assert "registered: 3" in empty("offices", "load", str(book), **strict).stdout
    assert empty("world", "load", **strict).exit_code != 0


def test_before_the_migration_the_command_says_what_to_run(run: Run, book: Path) -> None:
    assert "run `shixiang migrate` first" in run("offices", "load", str(book)).stderr
