"""Sheets that people fill in: one file a kind, each offering a `SHEET`."""
