"""One way to write a value as bytes, so that equal values have equal hashes."""

import hashlib
import json
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8. Values hold whole numbers only: fractions are written in many ways."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # numbers beyond 64 bits, depth beyond 254
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex characters."""
    return hashlib.sha256(canonical(value)).hexdigest()
