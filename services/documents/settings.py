"""docs/settings.md: every setting, its default and what it means."""

import tomllib
from collections.abc import Iterator

from services.documents.markdown import DATA, head, table
from shared.settings import Settings


def page() -> str:
    """The whole page."""
    said = "Read once, from the environment; the scheme of a URL picks the adapter."
    told = "\nTraces go out when the standard `OTEL_EXPORTER_OTLP_ENDPOINT` is set. How to set them: [operations.md](operations.md).\n\n"
    return head("设置 / Settings", said) + told + table(("variable", "default", "values", "含义", "meaning"), _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    meanings = tomllib.loads((DATA / "settings.toml").read_text("utf-8"))
    shapes = Settings.model_json_schema()["properties"]
    for name, field in Settings.model_fields.items():
        shape = shapes[name]
        values = " · ".join(shape["enum"]) if "enum" in shape else str(shape.get("type", ""))
        default = (
            "(where it listens)" if field.default_factory else f"`{field.default}`" if str(field.default) else "(empty)"
        )
        yield f"`SHIXIANG_{name.upper()}`", default, values, meanings[name]["zh"], meanings[name]["en"]
