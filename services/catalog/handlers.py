"""Events in."""

from services.catalog import commands
from shared.events import LawChanged, ResultFiled, ReviewDecided
from shared.hosting.runtime import Runtime
from shared.unit import Unit


async def on_review_decided(unit: Unit, event: ReviewDecided, _here: Runtime) -> None:
    """The audit of a submission ended."""
    await commands.apply_decision(unit, event)


async def on_result_filed(unit: Unit, event: ResultFiled, _here: Runtime) -> None:
    """A result was filed above."""
    await commands.keep_approval(unit, event)


async def on_law_changed(unit: Unit, event: LawChanged, _here: Runtime) -> None:
    """A law moved."""
    await commands.take_law_change(unit, event)
