"""Clock in."""

from services.catalog.commands.changesets import work_on_change_sets
from services.catalog.commands.entrusting import entrusted_before
from services.catalog.commands.holdings import reopen_refusals
from services.catalog.commands.leaving import leave_with_above
from services.catalog.commands.nights import inspect_nightly
from services.catalog.commands.opensets import sweep
from services.catalog.commands.plans import carry_out_plans
from services.catalog.commands.province import send_up
from services.catalog.commands.reconciling import reconcile_nightly
from services.catalog.commands.records import check_records
from services.catalog.commands.reports import make_reports
from services.catalog.commands.rewording import take_waiting
from services.catalog.commands.searching import reindex
from services.catalog.commands.spreading import take_up
from services.catalog.store import TOLD_TABLES
from shared.hosting import Job
from shared.hosting.runtime import Runtime
from shared.hosting.service import nightly

_BEHIND: set[int] = set()


async def work_and_index(here: Runtime) -> int:
    """Go on with change sets; when nothing waits any more, index what they brought in beside the catalogue's rows."""
    if done := await work_on_change_sets(here):
        _BEHIND.add(id(here))
        return done
    if id(here) in _BEHIND:
        _BEHIND.discard(id(here))
        await reindex(here)
    return 0


async def go_with_above(here: Runtime) -> int:
    """What was public, or entrusted, before it went with the item above goes with it from now on."""
    return await entrusted_before(here) + await leave_with_above(here)


REOPEN = Job("reopen-refusals", 3600.0, reopen_refusals)
REINDEX = Job("reindex", 3600.0, reindex)
CHANGE_SETS = Job("change-sets", 2.0, work_and_index)
SWEEP = Job("sweep-files", 3600.0, sweep)
REPORTS = Job("change-set-reports", 2.0, make_reports)
REPORT_UP = Job("report-up", 5.0, send_up)
RECONCILE = Job("reconcile", 1800.0, reconcile_nightly)
PLANS = Job("carry-out-plans", 300.0, carry_out_plans)
CHECK = nightly(check_records, TOLD_TABLES)
LEAVE = Job("leave-with-above", 86_400.0, go_with_above)
SPREAD = Job("spread", 2.0, take_up)
TAKE_WAITING = Job("take-waiting", 2.0, take_waiting)
INSPECT = Job("inspect-everything", 30.0, inspect_nightly)
