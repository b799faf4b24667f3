"""One way to write the values as bytes, whatever order and form of Unicode they came in."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from shared.canonical import canonical as _written


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(key): _composed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(one) for one in value]
    return value


def canonical(values: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no blanks, Unicode composed (NFC), UTF-8. For values that faults() has passed."""
    written = _written(values)
    return written if unicodedata.is_normalized("NFC", written.decode()) else _written(_composed(values))


def digest(values: Mapping[str, Any], keys: Iterable[str] | None = None) -> str:
    """SHA-256 of the canonical form, 64 hex characters; of the named elements only, where keys are given.

    An element that is absent hashes as null does.
    """
    if keys is not None:
        values = {key: values.get(key) for key in set(keys)}
    return hashlib.sha256(canonical({key: one for key, one in values.items() if one is not None})).hexdigest()
