"""Cursors of keyset pages: opaque to the caller, the place of the last row seen inside."""

import base64
import binascii
import json

from shared.problems import Malformed


def cursor_of(place: str, key: str, order: str = "") -> str:
    """The cursor after a row: its value in the order, its key, and the order where there are several."""
    after = [place, key, order] if order else [place, key]
    return base64.urlsafe_b64encode(json.dumps(after, ensure_ascii=False).encode()).decode().rstrip("=")


def _plain(value: object) -> bool:
    """Text that a database takes: no NUL, no half character."""
    return isinstance(value, str) and "\x00" not in value and value.encode("utf-8", "ignore").decode() == value


def place_of(cursor: str, order: str = "") -> tuple[str, str] | None:
    """Where a page goes on; None at the beginning; Malformed for anything that no page in this order gave."""
    if not cursor:
        return None
    try:
        place, key, *others = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if _plain(place) and _plain(key) and others == ([order] if order else []):
            return place, key
    except (ValueError, binascii.Error, TypeError, RecursionError):
        pass
    raise Malformed(
        "游标无效，请使用同一排序下上一页返回的 next。",
        "The cursor does not hold; use `next` of the page before, in the same order.",
        "cursor",
    )
