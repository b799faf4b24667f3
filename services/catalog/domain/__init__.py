"""Types and pure decisions of the catalog."""

from services.catalog.domain.items import *  # noqa: F403 - the corridor's first room; its names are the corridor's
