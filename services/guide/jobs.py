"""Clock in."""

from services.guide import commands
from shared.hosting import Job

FILL = Job("fill-forms", 600.0, commands.fill_forms)
