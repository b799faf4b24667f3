"""What the exchange's own table of the catalogue says of an element, beside what the catalogue says of it.

The table cites a law by title and place alone, and only where it sets the item up; the catalogue may quote it, and cites
what implements and supervises it too. Nothing of that is another statement, and nothing of it is lost.
"""

from typing import Any

LEVELS, BASES = "exercise_levels", "legal_bases"
SET_UP, NATION = "establishing", "中华人民共和国"
PLACE = ("article", "insert", "paragraph", "item")


def stated(key: str, base: Any, own: Any, told: Any) -> tuple[Any, Any]:
    """The base of the merge and its upper text: what says the same as one of the texts is that text."""
    says, was, now = (_view(key, one) for one in (told, base, own))
    if says == now:
        return base, own
    if says == was:
        return base, base
    return (own if was == now else base), _fuller(own, told) if key == BASES else told


def _view(key: str, value: Any) -> Any:
    """What a value says as the table could say it."""
    if key == LEVELS and isinstance(value, list):
        return sorted(value)
    if key == BASES and isinstance(value, list):
        return {_cited(one) for one in value if _sets_up(one)}
    return value


def _fuller(own: Any, told: Any) -> Any:
    """The bases that the table names, as the catalogue has them where it has them, and those of other kinds."""
    held = own if isinstance(own, list) else []
    known = {_cited(one): one for one in held if _sets_up(one)}
    return [*(known.get(_cited(one), one) for one in told), *(one for one in held if not _sets_up(one))]


def _sets_up(basis: dict[str, Any]) -> bool:
    return bool(basis.get("kind", SET_UP) == SET_UP)


def _cited(basis: dict[str, Any]) -> tuple[Any, ...]:
    title = str(basis.get("title", "")).strip("《》 ").replace(NATION, "")
    return (title, *(basis.get(one) or 0 for one in PLACE))
