"""Migrations of the catalog."""

from services.catalog.tables import CATALOG
from shared.migrations import run_env

run_env(CATALOG, by_hand="search_index")
