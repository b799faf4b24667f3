"""The sample world: invented bodies in real places, with items built from the sources; no person, no real address."""

from shared.world.files import file_bytes
from shared.world.load import world
from shared.world.model import Account, BaseItem, Bundle, Item, Office, Region, Story, World
from shared.world.story import story

__all__ = [
    "Account",
    "BaseItem",
    "Bundle",
    "Item",
    "Office",
    "Region",
    "Story",
    "World",
    "file_bytes",
    "story",
    "world",
]
