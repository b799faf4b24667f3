"""Migrations of the guide service."""

from services.guide.tables import GUIDE
from shared.migrations import run_env

run_env(GUIDE)
