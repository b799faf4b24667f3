"""Clock in."""

from services.catalog.commands.changesets import work_on_change_sets
from services.catalog.commands.holdings import reopen_refusals
from services.catalog.commands.searching import reindex
from shared.hosting import Job

REOPEN = Job("reopen-refusals", 3600.0, reopen_refusals)
REINDEX = Job("reindex", 3600.0, reindex)
CHANGE_SETS = Job("change-sets", 5.0, work_on_change_sets, eager=True)
