"""Which files the upload of a material takes: its 文件限制类型 as ends of names and media types (C47)."""

import importlib.resources
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared import elements
from shared.problems import Conflict, Fault


@dataclass(frozen=True)
class Upload:
    """A material's filter; without file types every file is taken."""

    material: str
    upload_required: bool
    file_types: tuple[str, ...]
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]

    def takes(self, file_name: str) -> bool:
        """Whether a file of this name may be uploaded."""
        _, dot, end = file_name.strip().rpartition(".")
        return not self.file_types or (bool(dot) and end.lower() in self.extensions)


@cache
def _kinds() -> Mapping[str, Mapping[str, list[str]]]:
    text = (importlib.resources.files("services.catalog") / "uploads.toml").read_text("utf-8")
    return tomllib.loads(text)


def uploads(values: Mapping[str, Any]) -> Iterator[Upload]:
    """The filter of each material, in their order; Conflict where one names a type that is not known."""
    materials = values.get("materials")
    for place, row in enumerate(materials if isinstance(materials, list) else ()):
        codes = [str(code) for code in row.get("file_types") or []]
        if strange := [code for code in codes if code not in _kinds()]:
            raise _unknown(f"materials[{place}].file_types", row["name"], strange)
        labels = (elements.code_label("file_type", code) for code in codes)
        yield Upload(
            material=row["name"],
            upload_required=bool(row.get("upload_required")),
            file_types=tuple(label.zh for label in labels if label),
            extensions=tuple(end for code in codes for end in _kinds()[code]["extensions"]),
            media_types=tuple(kind for code in codes for kind in _kinds()[code]["media_types"]),
        )


def _unknown(path: str, material: str, codes: Sequence[str]) -> Conflict:
    """No file is let through, and none kept out, by a filter that nobody can read."""
    named = "、".join(codes)
    told = (
        f"材料“{material}”的文件限制类型“{named}”不在代码表中",
        f"{material!r} names file types that are unknown: {named}",
    )
    cure = (
        "请实施机构改正该材料的文件限制类型并重新发布",
        "the body corrects the file types and publishes the item again",
    )
    faults = [Fault(path, "unknown_file_type", *told, *cure)]
    return Conflict(f"{told[0]}，无法核对可上传的文件。", f"{told[1]}.", "unknown_file_type", faults)
