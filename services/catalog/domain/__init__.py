"""Types and pure decisions of the catalog."""

from services.catalog.domain.gates import *  # noqa: F403 - the corridor's rooms; their names are the corridor's
from services.catalog.domain.items import *  # noqa: F403
from services.catalog.domain.states import *  # noqa: F403
