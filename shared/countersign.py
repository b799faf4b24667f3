"""How two platforms that share a secret sign what they post: HMAC-SHA256 over time and body, good for five minutes."""

import base64
import hashlib
import hmac
import os
from datetime import datetime, timedelta

from shared.clock import stamp
from shared.keys import secret_file
from shared.settings import CannotStartError, Settings

TIME, SIGNATURE = "x-shixiang-time", "x-shixiang-signature"
FRESH = timedelta(minutes=5)
SECRET = "province.key"  # noqa: S105 - the name of a file


def key_of(settings: Settings) -> bytes | None:
    """The secret shared with the province; None where production was not given one."""
    try:
        return base64.b64decode(secret_file(settings, SECRET, base64.b64encode(os.urandom(32))))
    except CannotStartError:
        return None


def headers(key: bytes, at: datetime, body: bytes) -> dict[str, str]:
    """The two headers that sign a body."""
    told = stamp(at)
    return {TIME: told, SIGNATURE: _seal(key, told, body)}


def _seal(key: bytes, told: str, body: bytes) -> str:
    return hmac.new(key, told.encode("utf-8", "replace") + b"\n" + body, hashlib.sha256).hexdigest()


def holds(key: bytes, told: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether a signature holds and is fresh."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return False
    fresh = at.tzinfo is not None and abs(now - at) <= FRESH
    return fresh and hmac.compare_digest(_seal(key, told, body), signature.lower().encode("ascii", "replace").decode())
