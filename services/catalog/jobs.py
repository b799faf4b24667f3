"""Clock in."""

from services.catalog.commands.changesets import work_on_change_sets
from services.catalog.commands.holdings import reopen_refusals
from services.catalog.commands.province import send_up
from services.catalog.commands.reconciling import reconcile_nightly
from services.catalog.commands.searching import reindex
from shared.hosting import Job

REOPEN = Job("reopen-refusals", 3600.0, reopen_refusals)
REINDEX = Job("reindex", 3600.0, reindex)
CHANGE_SETS = Job("change-sets", 2.0, work_on_change_sets)
REPORT_UP = Job("report-up", 5.0, send_up)
RECONCILE = Job("reconcile", 1800.0, reconcile_nightly)
