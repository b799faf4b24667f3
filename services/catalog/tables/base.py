"""The tables of the catalog, together."""

from sqlalchemy import MetaData

from shared.ledger import NAMING

CATALOG = MetaData(naming_convention=NAMING)
