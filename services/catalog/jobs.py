"""Clock in."""

from services.catalog.commands.holdings import reopen_refusals
from shared.hosting import Job

REOPEN = Job("reopen-refusals", 3600.0, reopen_refusals)
