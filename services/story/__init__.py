"""The story of one item, over HTTP: hand down → claim → compile → audit → publish → guide → circular → pull → trail."""

from services.story.cast import (
    CENTRE,
    CHECKER,
    CLERK,
    GOVERNMENT,
    INFORMANT,
    LAWYER,
    LEGALITY,
    LINE,
    PEOPLE,
    PLATFORM,
    SMTP_PORT,
    STAFFING,
    ToldNoFurtherError,
)
from services.story.teller import Teller, tell

__all__ = [
    "CENTRE",
    "CHECKER",
    "CLERK",
    "GOVERNMENT",
    "INFORMANT",
    "LAWYER",
    "LEGALITY",
    "LINE",
    "PEOPLE",
    "PLATFORM",
    "SMTP_PORT",
    "STAFFING",
    "Teller",
    "ToldNoFurtherError",
    "tell",
]
