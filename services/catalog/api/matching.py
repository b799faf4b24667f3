"""If-Match: which edition a change is based on."""

import re
from typing import Annotated

from fastapi import Header

from shared.problems import Malformed, Unconditional

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description='所依据的版本，如 "3"；the edition it is based on')
]
_TAG = re.compile(r'^"?(\d{1,9})"?$')


def based_on(if_match: str | None) -> int:
    """The edition that a change is based on; a change that does not say is refused."""
    if if_match is None:
        raise Unconditional(
            '请在 If-Match 中写明所依据的版本，例如 "3"。',
            'Say in If-Match which edition this is based on, for example "3".',
        )
    found = _TAG.match(if_match.strip())
    if not found:
        raise Malformed(
            'If-Match 应为版本号，例如 "3"。', 'If-Match takes an edition number, for example "3".', "if_match"
        )
    return int(found[1])


def read_in(if_match: str | None) -> str:
    """The mark of what was read before it is written over; a change that does not say is refused."""
    if if_match is None:
        raise Unconditional(
            "请在 If-Match 中写明读取时的 ETag。", "Say in If-Match which ETag you read before you write over it."
        )
    return if_match.strip().strip('"')


def mark_in(if_match: str | None) -> str | None:
    """The mark of a dry run that an order is based on, if it names one."""
    return None if if_match is None else if_match.strip().strip('"')
