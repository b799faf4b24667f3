"""The attachments of the sample world, by their hash."""

import hashlib
from functools import cache
from typing import Any

from shared.world.read import HERE, toml


@cache
def _files() -> dict[str, tuple[dict[str, Any], bytes]]:
    found = {}
    for use, row in toml("defaults.toml")["files"].items():
        body = HERE.joinpath("files", row["file"]).read_bytes()
        told = {"name": row["name"], "media_type": row["media_type"]}
        found[use] = ({**told, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}, body)
    return found


def attachment(use: str) -> dict[str, Any]:
    """The attachment value of flow_chart, blank_form, sample or filling_file."""
    return dict(_files()[use][0])


def file_bytes() -> dict[str, bytes]:
    """Every file that an item of the world points to, by sha256."""
    return {told["sha256"]: body for told, body in _files().values()}
