"""The in-process bus keeps the promises of a bus."""

import pytest

from shared.bus.memory import MemoryBus
from tests.bus.contract import TheBus, TheHearing
from tests.bus.wire import NotYetError, Wire, said


@pytest.fixture
def wire() -> Wire:
    return Wire(MemoryBus(), "law.changed")


class TestMemoryBus(TheBus):
    async def test_the_publisher_is_told_when_a_hearer_could_not_take_it(self, wire: Wire) -> None:
        ear = wire.listen()
        ear.fail = 1
        with pytest.raises(NotYetError):
            await wire.bus.publish(wire.topic, [said("k", 1)])
        assert wire.bus.healthy()


class TestHearingInProcess(TheHearing):
    pass
