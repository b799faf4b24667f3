"""Settings that cannot be meant stop the process, and say what to set."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared.auth import Issuer, Verifier
from shared.bus import bus_of
from shared.db import Database
from shared.settings import CannotStartError, Settings

STRICT: dict[str, Any] = {
    "environment": "production",
    "auth_issuer": "https://id.example",
    "auth_jwks_url": "https://id.example/keys",
}


def test_production_refuses_the_built_in_issuer() -> None:
    with pytest.raises(ValidationError, match="SHIXIANG_AUTH_ISSUER"):
        Settings(environment="production")


@pytest.mark.parametrize("one", ["auth_issuer", "auth_jwks_url"])
def test_production_needs_both_issuer_and_keys(one: str) -> None:
    with pytest.raises(ValidationError, match="SHIXIANG_AUTH"):
        Settings(**(STRICT | {one: ""}))


def test_the_built_in_issuer_refuses_to_serve_production(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="development only"):
        Issuer.of(Settings(**STRICT, secrets_dir=tmp_path))


def test_the_built_in_issuer_refuses_to_stand_beside_another(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="development only"):
        Issuer.of(Settings(auth_issuer="https://id.example", secrets_dir=tmp_path))


def test_a_key_of_the_built_in_issuer_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "issuer.pem").write_text("no key at all")
    with pytest.raises(CannotStartError, match=r"issuer\.pem holds no private key"):
        Verifier.of(Settings(secrets_dir=tmp_path))


def test_with_an_external_issuer_its_keys_are_asked_for() -> None:
    verifier = Verifier.of(Settings(**STRICT))
    assert (verifier.issuer, verifier.jwks_url) == ("https://id.example", "https://id.example/keys")
    assert verifier.keys is None


@pytest.mark.parametrize("url", ["mysql+aiomysql://host/db", "postgresql://host/db", "oracle://host/db"])
def test_a_database_without_an_adapter_stops_the_process(url: str) -> None:
    with pytest.raises(Exception, match="no adapter"):
        Database(url)


@pytest.mark.parametrize("url", ["rabbit://host", "kafka://", "memory:", "nothing"])
def test_a_bus_without_an_adapter_stops_the_process(url: str) -> None:
    with pytest.raises(Exception, match="no adapter"):
        bus_of(url)


def test_production_on_sqlite_cannot_have_a_distributed_bus() -> None:
    with pytest.raises(ValidationError, match="SHIXIANG_DATABASE_URL"):
        Settings(**STRICT, database_url="sqlite+aiosqlite:///x.db", bus_url="kafka://host:9092")


def test_each_service_has_a_database_of_its_own() -> None:
    given = Settings(database_url="postgresql+asyncpg://u@h/{service}")
    assert given.database_of("catalog").endswith("/catalog")
    assert given.database_of("notify").endswith("/notify")


def test_settings_are_read_from_variables_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIXIANG_PORT", "8123")
    assert Settings().port == 8123


def test_a_level_that_is_none_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIXIANG_LOG_LEVEL", "loud")
    with pytest.raises(ValidationError, match="log_level"):
        Settings()


def test_lists_are_given_with_commas() -> None:
    assert Settings().listed(" a.example , b.example,, ") == ["a.example", "b.example"]


def test_the_address_printed_everywhere_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHIXIANG_PUBLIC_URL", raising=False)
    monkeypatch.setenv("SHIXIANG_PORT", "18500")
    assert Settings().public_url == "http://127.0.0.1:18500"
    assert Settings(host="0.0.0.0").public_url == "http://127.0.0.1:18500"  # noqa: S104 - what containers are told
    assert Settings(host="::1").public_url == "http://[::1]:18500"
    assert Settings(public_url="https://shixiang.example.gov.cn").public_url == "https://shixiang.example.gov.cn"
