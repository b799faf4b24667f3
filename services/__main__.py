"""`python -m services` is `shixiang`."""

from services.cli import app

app()
