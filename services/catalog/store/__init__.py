"""All SQL of the catalog, and nothing but SQL."""

from services.catalog.store.approvals import *  # noqa: F403
from services.catalog.store.attachments import *  # noqa: F403
from services.catalog.store.bodies import *  # noqa: F403
from services.catalog.store.cases import *  # noqa: F403
from services.catalog.store.changefiles import *  # noqa: F403
from services.catalog.store.changereports import *  # noqa: F403
from services.catalog.store.citations import *  # noqa: F403
from services.catalog.store.codes import *  # noqa: F403
from services.catalog.store.comparing import *  # noqa: F403
from services.catalog.store.editions import *  # noqa: F403
from services.catalog.store.exchange import *  # noqa: F403
from services.catalog.store.inout import *  # noqa: F403
from services.catalog.store.items import *  # noqa: F403 - the corridor's rooms; their names are the corridor's
from services.catalog.store.labels import *  # noqa: F403
from services.catalog.store.life import *  # noqa: F403
from services.catalog.store.line import *  # noqa: F403
from services.catalog.store.linereviews import *  # noqa: F403
from services.catalog.store.live import *  # noqa: F403
from services.catalog.store.loads import *  # noqa: F403
from services.catalog.store.merges import *  # noqa: F403
from services.catalog.store.nights import *  # noqa: F403
from services.catalog.store.offers import *  # noqa: F403
from services.catalog.store.plans import *  # noqa: F403
from services.catalog.store.quality import *  # noqa: F403
from services.catalog.store.records import *  # noqa: F403
from services.catalog.store.search import *  # noqa: F403
from services.catalog.store.spreads import *  # noqa: F403
from services.catalog.store.successors import *  # noqa: F403
from services.catalog.store.tally import *  # noqa: F403
from services.catalog.store.units import *  # noqa: F403
