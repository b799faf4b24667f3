"""All SQL of the catalog, and nothing but SQL."""

from services.catalog.store.items import *  # noqa: F403 - the corridor's first room; its names are the corridor's
