"""Codes that a sheet kept as numbers: what follows fifteen digits is lost there, and so are zeros in front."""

import re

from services.catalog.intake.texts import as_text
from shared.codes.items import BASIC

KEPT = 15
"""The digits of a number that a sheet keeps."""
POWER = re.compile(r"\s*\d(?:[.．]\d+)?\s*[EeＥｅ]\s*[+＋]?\s*\d{1,2}\s*")
"""1.12303E+30, as the cell shows it and as it is written out as text."""
FEWEST = 7


def lost(raw: object, key: str) -> str:
    """The code as it was found, where digits of it are lost; nothing where it is whole, or is none."""
    if isinstance(raw, bool):
        return ""
    if isinstance(raw, str):
        return raw.strip() if POWER.fullmatch(raw) else ""
    if isinstance(raw, float):
        return f"{raw:.15G}" if abs(raw) >= 10**KEPT else _short(as_text(raw), key)
    if isinstance(raw, int):
        said = str(raw)
        return said if len(said) > KEPT and not said[KEPT:].strip("0") else _short(said, key)
    return ""


def _short(said: str, key: str) -> str:
    """A basic code that began with zeros."""
    return said if key == "basic_code" and said.isdecimal() and FEWEST <= len(said) < BASIC else ""
