"""The QR code of a guide: the same in every format."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import segno


@lru_cache(16)
def code_of(address: str) -> "segno.QRCode":
    """The code that leads to a guide's page; ISO/IEC 18004, error correction M."""
    import segno

    return segno.make_qr(address, error="m")
