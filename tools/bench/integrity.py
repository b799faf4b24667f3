"""What the chain of the trail costs: hash and seal of one entry, and the hash of one version's elements."""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from shared import trail
from shared.canonical import canonical

ENTRY = {
    "seq": 1, "at": "2026-11-22T08:00:00.000000Z", "who": "anshan-approval-informant", "office": "1" * 18,
    "action": "item.save", "subject": "0" * 36, "why": "信息员填写", "before": "0" * 64, "after": "0" * 64,
    "request_id": "0" * 32,
}  # fmt: skip


def entry_ms(times: int = 2000) -> float:
    """Chain and seal of one entry."""
    return _each(lambda: trail.mac(b"k" * 32, trail.link(trail.GENESIS, ENTRY)), times)


def version_ms(values: Mapping[str, Any], algorithm: str, times: int = 500) -> float | None:
    """The hash of a version in its canonical form; None where this OpenSSL has no such algorithm."""
    if algorithm not in hashlib.algorithms_available:
        return None
    return _each(lambda: hashlib.new(algorithm, canonical(values)).hexdigest(), times)


def _each(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times * 1000
