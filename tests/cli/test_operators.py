"""What operators do on the command line, and what they are told when something is not as it should be."""

import asyncio
import socket
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from services.documents import write
from shared import outbox
from shared.db import Database
from shared.events.envelope import Envelope
from shared.settings import Settings
from tests.bus.wire import said
from tests.cli.conftest import Run

EXAMPLES = Path(outbox.__file__).parent / "events" / "examples"


def rows(folder: Path, service: str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / f"{service}.db")) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize(
    "command", [["serve"], ["migrate"], ["sweep"], ["replay"], ["resend", "--since", "2026-01-01"]]
)
def test_a_service_that_does_not_exist_is_refused_with_the_four_that_do(run: Run, command: list[str]) -> None:
    done = run(*command, "catalogue")
    assert done.exit_code == 2
    assert all(word in done.stderr for word in ("catalogue", "catalog,", "review,", "guide", "notify"))


def test_migrate_makes_the_databases_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
    assert run("migrate", "guide", database_url=url).exit_code == 0
    assert run("migrate", "guide", database_url=url).exit_code == 0, "a second time changes nothing"
    assert [path.name for path in tmp_path.glob("*.db")] == ["guide.db"]
    assert rows(tmp_path, "guide", "SELECT outbox_seq FROM ledger_head") == [(0,)]


LINES = {
    "another bus": ({"bus_url": "nats://127.0.0.1"}, "SHIXIANG_BUS_URL: no adapter for 'nats://127.0.0.1'; use memory://"),
    "another database": ({"database_url": "mysql://x/{service}"}, "SHIXIANG_DATABASE_URL: no adapter for mysql; use"),
    "no URL at all": ({"database_url": "hello"}, "SHIXIANG_DATABASE_URL: not a database URL"),
    "a database that is away": (
        {"database_url": "postgresql+asyncpg://me:geheim@127.0.0.1:1/{service}"},
        "postgresql+asyncpg://me:***@127.0.0.1:1/guide (SHIXIANG_DATABASE_URL): unavailable",
    ),
    "a port that is no number": ({"port": "eighty"}, "SHIXIANG_PORT: Input should be a valid integer"),
    "production without an issuer": ({"environment": "production"}, "production refuses the built-in issuer: set SHIXIANG_AUTH"),
}  # fmt: skip


@pytest.mark.parametrize("what", LINES)
def test_what_an_operator_can_mend_is_said_in_one_line(run: Run, tmp_path: Path, what: str) -> None:
    given, line = LINES[what]
    free = {"port": "0", "database_url": f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"}
    done = run("serve", "guide", **(free | given))
    assert done.exit_code == 1
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.output


def test_a_database_behind_its_migrations_is_not_served(run: Run, tmp_path: Path) -> None:
    done = run("serve", "guide", port="0", database_url=f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db")
    assert done.exit_code == 1
    assert done.stderr == "the database of guide is behind: run `shixiang migrate guide` first\n"


def test_a_port_that_is_taken_is_named_with_its_setting(run: Run, there: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run("serve", "guide", port=str(port), **there)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"port {port} of 127.0.0.1 is taken, guide needs it")
    assert "SHIXIANG_PORT" in done.stderr


PRODUCTION = {
    "environment": "production",
    "auth_issuer": "https://id.invalid",
    "auth_jwks_url": "https://id.invalid/keys",
}


@pytest.mark.parametrize("command", [["world", "load"], ["serve", "--world"], ["stack"]])
def test_production_refuses_the_sample_world(
    run: Run, there: dict[str, str], peopled: Settings, command: list[str]
) -> None:
    done = run(*command, port="0", **(there | PRODUCTION))
    assert done.exit_code == 2
    assert "SHIXIANG_ENVIRONMENT" in done.stderr
    assert "production" in done.stderr
    assert (
        rows(peopled.secrets_dir.parent, "catalog", "SELECT username FROM accounts WHERE username = 'sample-operator'")
        == []
    )


def test_production_does_not_start_without_its_keys(run: Run, tmp_path: Path) -> None:
    done = run("serve", "guide", port="0", secrets_dir=str(tmp_path / "none"), **PRODUCTION)
    assert done.exit_code == 1
    assert "signing.pem is missing" in done.stderr
    assert not (tmp_path / "none").exists()


def test_topics_need_a_broker_that_answers(run: Run) -> None:
    away = run("topics", bus_url="kafka://127.0.0.1:1")
    assert (away.exit_code, away.stderr) == (1, "SHIXIANG_BUS_URL: 127.0.0.1:1 does not answer\n")
    assert run("topics").exit_code == 1


def buried(peopled: Settings, *letters: Envelope | str, handler: str) -> None:
    async def bury() -> None:
        db = Database(peopled.database_of("notify"))
        async with db.writing() as connection:
            for letter in letters:
                await outbox.bury(connection, letter, topic="t", handler=handler, reason="bad code", tries=4)
        await db.close()

    asyncio.run(bury())


def rendered() -> Envelope:
    """A guide is ready, as the stored example tells it."""
    event = Envelope.model_validate_json((EXAMPLES / "guide.rendered.v1.json").read_text("utf-8"))
    return event.model_copy(update={"id": str(uuid.uuid4())})


def test_replay_puts_a_dead_letter_through_once(run: Run, peopled: Settings, there: dict[str, str]) -> None:
    letter = rendered()
    name = letter.data["item"]["name"]
    buried(peopled, letter, handler="on_guide_rendered")
    done = run("replay", "notify", **there)
    assert (done.exit_code, done.stdout) == (0, "replayed: 1, failed again: 0\n")
    folder = peopled.secrets_dir.parent
    assert rows(folder, "notify", "SELECT kind, title FROM circulars") == [("guide", f"指南已生成：{name}")]
    again = run("replay", "notify", **there)
    assert (again.exit_code, again.stdout) == (0, "replayed: 0, failed again: 0\n")
    assert len(rows(folder, "notify", "SELECT 1 FROM circulars")) == 1


def test_replay_of_what_still_fails_says_so_and_keeps_the_letter(
    run: Run, peopled: Settings, there: dict[str, str]
) -> None:
    spoilt = rendered().model_copy(update={"data": {}})
    buried(peopled, spoilt, rendered(), handler="on_guide_rendered")
    done = run("replay", "notify", "--event", spoilt.id, **there)
    assert (done.exit_code, done.stdout) == (1, "replayed: 0, failed again: 1\n")
    left = rows(peopled.secrets_dir.parent, "notify", "SELECT event_id FROM dead_letters WHERE replayed_at IS NULL")
    assert len(left) == 2


def test_a_dead_letter_that_nobody_can_read_is_dismissed_with_a_reason(
    run: Run, peopled: Settings, there: dict[str, str]
) -> None:
    folder = peopled.secrets_dir.parent
    buried(peopled, "no envelope", handler="envelope")
    ((letter,),) = rows(folder, "notify", "SELECT event_id FROM dead_letters WHERE replayed_at IS NULL")
    assert run("replay", "notify", "--dismiss", letter, **there).exit_code == 2, "not without a reason"
    done = run("replay", "notify", "--dismiss", letter, "--reason", "不是事件", **there)
    assert (done.exit_code, done.stdout) == (0, f"dismissed: {letter}\n")
    assert rows(folder, "notify", "SELECT 1 FROM dead_letters WHERE replayed_at IS NULL") == []
    entry = "SELECT subject, why FROM trail WHERE action = 'dead_letter.dismiss'"
    assert rows(folder, "notify", entry) == [(letter, "不是事件")]
    assert run("replay", "notify", "--dismiss", letter, "--reason", "again", **there).exit_code == 1


def test_resend_marks_what_left_since_a_time(run: Run, peopled: Settings, there: dict[str, str]) -> None:
    folder = peopled.secrets_dir.parent
    with closing(sqlite3.connect(folder / "guide.db")) as database, database:
        for seq, sent in enumerate(("2026-11-22T07:59:59.999999Z", "2026-11-22T08:00:00.000000Z", None), 1):
            envelope = said("law", seq)
            row = (seq, envelope.id, "law.changed", "law", envelope.type, envelope.to_json(), envelope.time, sent)
            database.execute("INSERT INTO outbox VALUES (?,?,?,?,?,?,?,?)", row)
    done = run("resend", "guide", "--since", "2026-11-22T16:00:00+08:00", **there)
    assert (done.exit_code, done.stdout) == (0, "guide: 1 to be said again\n")
    assert rows(folder, "guide", "SELECT seq FROM outbox WHERE sent_at IS NULL ORDER BY seq") == [(2,), (3,)]
    assert run("resend", "guide", "--since", "yesterday", **there).exit_code == 2


def test_docs_check_says_what_is_not_fresh_and_writes_nothing(run: Run) -> None:
    stale = write(check=True)
    done = run("docs", "--check")
    assert (done.exit_code, done.stdout.split()) == (1 if stale else 0, stale or ["fresh"])
    assert write(check=True) == stale
