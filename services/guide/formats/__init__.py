"""Guide formats: each file here offers FORMAT, which turns a guide into bytes and does nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

from services.guide.sections import Guide


@dataclass(frozen=True)
class Format:
    """`render` is pure: the same guide gives the same bytes."""

    id: str
    title_zh: str
    title_en: str
    media_type: str
    extension: str
    render: Callable[[Guide], bytes]
