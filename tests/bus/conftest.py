"""A service with one handler, whose ear is on the wire of the test."""

from collections.abc import AsyncIterator

import pytest

from services.notify.service import SERVICE
from shared.hosting.host import Host
from shared.hosting.service import Service
from shared.settings import Settings
from tests.bus.contract import HEARS
from tests.bus.wire import Wire


@pytest.fixture
async def host(wire: Wire, sqlite_settings: Settings) -> AsyncIterator[Host]:
    """Notify over its real database, hearing laws only; the bus is started by the test."""
    service = Service("notify", SERVICE.zh, SERVICE.en, SERVICE.router, SERVICE.metadata, hears=HEARS)
    made = Host([service], sqlite_settings, bus=wire.bus)
    hearing = made.hearings["notify"]
    wire.hear(hearing.take, hearing.poison)
    yield made
    await made.runtimes["notify"].db.close()
