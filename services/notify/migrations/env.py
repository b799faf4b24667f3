"""Migrations of the notify service."""

from services.notify.tables import NOTIFY
from shared.migrations import run_env

run_env(NOTIFY)
