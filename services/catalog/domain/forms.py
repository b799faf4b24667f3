"""Forms that a unit hands in, on paper and as a file: which, until when, and what is lacking (C04, C18, C49, B46)."""

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache


@dataclass(frozen=True)
class Form:
    """A form, its clause, and the day of the year on which it is due."""

    id: str
    zh: str
    en: str
    clause: str
    due: str

    def due_on(self, year: int) -> date:
        """The day on which it is due in a year."""
        return date.fromisoformat(f"{year}-{self.due}")


@dataclass(frozen=True)
class HandedIn:
    """How far a unit is with a form in a year: the sealed paper, its file, and how many copies were printed (C52)."""

    office: str
    form: str
    year: int
    paper_on: str = ""
    sha256: str = ""
    copies: int = 0

    @property
    def lacking(self) -> list[str]:
        """What has not been handed in."""
        return [name for name, there in (("paper", self.paper_on), ("file", self.sha256)) if not there]

    def overdue(self, today: date) -> bool:
        """Whether something is lacking after the day."""
        return bool(self.lacking) and today > forms()[self.form].due_on(self.year)


@cache
def forms() -> Mapping[str, Form]:
    """Every form, from forms.toml."""
    text = (importlib.resources.files("services.catalog") / "forms.toml").read_text("utf-8")
    return {name: Form(name, **raw) for name, raw in tomllib.loads(text).items()}
