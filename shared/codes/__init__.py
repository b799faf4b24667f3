"""Item codes, unified social credit codes and administrative divisions; pure."""

from shared.codes.divisions import NATION, Division, counties, covers, division, successor
from shared.codes.explain import Explanation, explain
from shared.codes.fault import BadCode, Fault
from shared.codes.items import handling_code, implementation_code
from shared.codes.serials import Exhausted, Serials
from shared.codes.spelling import canonical

__all__ = [
    "NATION",
    "BadCode",
    "Division",
    "Exhausted",
    "Explanation",
    "Fault",
    "Serials",
    "canonical",
    "counties",
    "covers",
    "division",
    "explain",
    "handling_code",
    "implementation_code",
    "successor",
]
