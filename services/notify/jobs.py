"""Clock in."""

from services.notify import commands
from shared.hosting import Job

SEND = Job("send-circulars", 5.0, commands.send_due, eager=True)
