"""What a definition says: elements, their columns, the code tables and the words they use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.force import ALWAYS, Force


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    TEXTS = "texts"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    LIMIT = "limit"
    MONEY = "money"
    DATE = "date"
    TABLE = "table"
    BASES = "bases"
    ATTACHMENT = "attachment"
    ATTACHMENTS = "attachments"
    URL = "url"
    PHONE = "phone"
    EMAIL = "email"


class Publicity(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    FLOW_PUBLIC = "flow_public"


class Layer(StrEnum):
    CATALOGUE = "catalogue"
    LIST = "list"


class Worse(StrEnum):
    """How a change can be worse for the applicant.

    more, fewer: a number, the amounts in a text, codes of a set, rows, the burden of a code; longer, shorter: a limit; added, removed: a yes,
    or that there is something; said: that something is said where nothing was, which limits what was promised; harder:
    an original in the place of a copy. 无 is nothing. What a text does not surely say stays neutral: shorter office
    hours, a stricter condition, a smaller area in which a permit holds.
    """

    NONE = "none"
    MORE = "more"
    FEWER = "fewer"
    LONGER = "longer"
    SHORTER = "shorter"
    ADDED = "added"
    REMOVED = "removed"
    SAID = "said"
    HARDER = "harder"


class Own(StrEnum):
    """Whose a text is: who takes an item over begins without what is another's.

    power: of the organ whose power it is, who is entrusted says the same (复议机关, 监管主体); body: of the body that
    acts (its offices, places, posts); item: of the one item (its numbers); once: of one time (planned days).
    """

    NONE = "none"
    POWER = "power"
    BODY = "body"
    ITEM = "item"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Word:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """What an element and a column have in common."""

    key: str
    zh: str
    en: str
    type: Kind
    max: int
    publicity: Publicity = Publicity.PUBLIC
    worse: Worse = Worse.NONE
    own: Own = Own.NONE
    table: str | None = None
    scheme: str | None = None
    unit: str | None = None
    pattern: str | None = None
    pattern_zh: str = ""
    pattern_en: str = ""
    exchange: tuple[str, ...] = ()
    """Its columns in the national exchange tables (up_task_*)."""

    @property
    def public(self) -> bool:
        return self.publicity is not Publicity.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Field):
    required: bool = False
    ground: str = ""
    """The ground of cutting a material on which a yes to this question is a yes (004 第十五条第四款)."""
    yes_by: tuple[str, ...] = ()
    """Columns of which one says on what a yes to this question rests."""
    no_by: tuple[str, ...] = ()
    """The same of a no."""


@dataclass(frozen=True, slots=True)
class Heading:
    """How a sheet names an element and where it stands; elements that share a field of a form are its parts."""

    zh: str
    at: int
    hint: str = ""
    part: str = ""
    required: bool = False
    width: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Field):
    """One element; its aspect says what its audit looks at, and the matrix of a place which office does."""

    group: str
    layer: Layer = Layer.LIST
    aspect: str
    owner: str = "implementing_body"
    types: frozenset[str] | None = None
    profiles: frozenset[str] = frozenset()
    sections: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    none: bool = True
    columns: tuple[Column, ...] = ()
    sheets: Mapping[str, Heading] = field(default_factory=dict)
    row_key: str | None = None
    on_application: bool = False
    """Asked only of what somebody applies for; an office begins penalties and inspections itself."""
    answered_by: tuple[str, ...] = ()
    """What else answers it: elements of which there are none or a No, or columns that all rows fill."""
    coded: str = ""
    """Which digits of the item's code say it: with another value it is another item, so nobody has it adjusted."""
    force: Force = ALWAYS

    @property
    def public_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.public)

    def applies_to(self, item_type: str | None) -> bool:
        return item_type is None or self.types is None or item_type in self.types


@dataclass(frozen=True, slots=True)
class Code:
    """One code; its burden is how hard it is on the applicant beside the others of its table, where that can be said."""

    scheme: str
    code: str
    zh: str
    en: str
    force: Force = ALWAYS
    burden: int | None = None
    successor: str | None = None
    """The code of its scheme that is used after it, where one is."""


@dataclass(frozen=True, slots=True)
class Scheme:
    key: str
    zh: str
    en: str
    mark: str
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    zh: str
    en: str
    schemes: Mapping[str, Scheme]
    mappings: Mapping[tuple[str, str], Mapping[str, str]]

    def code(self, scheme: str, code: str) -> Code | None:
        return self.schemes[scheme].codes.get(code)

    def translate(self, code: str, source: str, target: str) -> str | None:
        """The code of another scheme that means the same; None where the mapping has none."""
        if source == target:
            return code
        return self.mappings.get((source, target), {}).get(code)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a time limit, and what one of it is in working days."""

    key: str
    zh: str
    en: str
    numerator: int
    denominator: int
    numbered: bool


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    number: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Profile:
    key: str
    zh: str
    en: str
    source: str
    force: Force = ALWAYS
