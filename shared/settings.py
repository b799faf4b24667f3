"""Settings: a few strings, read from SHIXIANG_* variables; the scheme of a URL picks the adapter."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class CannotStartError(RuntimeError):
    """The process cannot start as it is told to; one line says what to mend."""


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens at a host and a port."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every address includes this one
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def _own_address(known: dict[str, Any]) -> str:
    return address_of(known.get("host", ""), known.get("port", 0))


class Settings(BaseSettings):
    """Everything that differs between one machine and a cluster."""

    model_config = SettingsConfigDict(env_prefix="SHIXIANG_", frozen=True, extra="ignore")

    environment: Literal["development", "production"] = "development"
    database_url: str = "sqlite+aiosqlite:///var/{service}.db"
    database_pool: int = Field(10, ge=1, le=200, description="most connections for writing and for reading, each")
    bus_url: str = "memory://"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_url: str = Field(
        default_factory=_own_address,
        description="the address printed in guides and QR codes; where it listens, if not said",
    )
    auth_issuer: str = Field("", description="an OIDC issuer; empty means the built-in one (development only)")
    auth_audience: str = "shixiang"
    auth_jwks_url: str = Field("", description="where the issuer's keys are; empty means the built-in issuer's file")
    secrets_dir: Path = Field(Path("var/secrets"), description="seal.key, trail.key, signing.pem, issuer.pem")
    smtp_url: str = Field("", description="smtp://host:port; empty means the e-mail channel is not configured")
    mail_from: str = "shixiang@localhost"
    webhook_hosts: str = Field("", description="hosts that webhooks may reach, separated by commas")
    cors_origins: str = Field("", description="origins that may call from a browser, separated by commas")
    province_url: str = Field("", description="the provincial platform that changes are reported to; empty means none")
    province_timeout: float = Field(20.0, gt=0, le=300, description="seconds to wait for the province's answer")
    inspection_hour: int = Field(
        4, ge=0, le=23, description="from which hour of Beijing every item is inspected nightly"
    )
    load_limit: int = Field(
        256, ge=1, le=4096, description="the most MiB of a dump that a data centre loads, zipped or not"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _production_is_strict(self) -> "Settings":
        if self.environment == "production" and not (self.auth_issuer and self.auth_jwks_url):
            why = "production refuses the built-in issuer: set SHIXIANG_AUTH_ISSUER and SHIXIANG_AUTH_JWKS_URL"
            raise ValueError(why)
        if self.environment == "production" and self.database_url.startswith("sqlite") and self.bus_url != "memory://":
            why = "SQLite serves one process only: a Kafka bus needs PostgreSQL, set SHIXIANG_DATABASE_URL"
            raise ValueError(why)
        return self

    @property
    def distributed(self) -> bool:
        """True when several processes share the work (Kafka bus)."""
        return not self.bus_url.startswith("memory:")

    def database_of(self, service: str) -> str:
        """The database URL of one service; each service owns its own."""
        return self.database_url.replace("{service}", service)

    def listed(self, value: str) -> list[str]:
        """The parts of a comma-separated setting."""
        return [part.strip() for part in value.split(",") if part.strip()]


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
