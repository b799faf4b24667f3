"""Makes the whole elements of an item from its definition, the defaults and its office."""

from typing import Any

from shared.elements import ELEMENTS, Layer
from shared.world.files import attachment
from shared.world.model import Office, Region, Values
from shared.world.read import filled, toml

# Keys of a definition that are elements under the same name.
SAME = (
    "scope", "conditions", "procedure", "local_kind", "public_fields", "business_fields", "limit_note", "note",
    "plain_name", "faqs", "results", "site_survey", "permit_kind", "permit_validity", "platform", "penalties",
    "benefit_standard", "prohibitions", "duties", "related_items",
)  # fmt: skip
RENAMED = {
    "topics": "corporate_topics",
    "person_topics": "personal_topics",
    "service_kind": "public_service_kind",
    "variant": "handling_variant",
    "objects": "service_objects",
}


def limit(raw: dict[str, Any]) -> Values:
    return {"number": raw.get("number"), **raw}


def catalogue_elements(row: dict[str, Any], owner: Office, main_name: str | None) -> Values:
    """What the basic catalogue says of an item."""
    found: Values = {
        "name": row["name"],
        "item_type": row["type"],
        "exercise_levels": list(row["levels"]),
        "legal_bases": [dict(basis) for basis in row["bases"]],
        "legal_limit": {"number": row["legal_limit"].get("number"), "unit": row["legal_limit"]["unit"]},
        "guidance_department": owner.name,
        "has_sub_items": row["sub"] == "00Y",
        "in_national_catalogue": False,
        "quantity_limited": False,
        "annual_inspection": False,
        "annual_report": False,
        "service_objects": list(row["objects"]),
    }
    return found | ({"main_item_name": main_name} if main_name else {})


def list_elements(row: dict[str, Any], office: Office, region: Region, number: int, basic_code: str) -> Values:
    """What the office's implementation list adds."""
    found: Values = filled(toml("defaults.toml")["list"], words(office, region, number, basic_code))
    found |= {key: filled(row[key], {}) for key in SAME if key in row}
    found |= {
        key: list(row[name]) if isinstance(row[name], list) else row[name]
        for name, key in RENAMED.items()
        if name in row
    }
    if "note" in row["legal_limit"]:
        found.setdefault("limit_note", f"法定办结时限{row['legal_limit']['note']}。")
    found |= _kind(row) | {"exercise_level": office.level, "flow_chart": attachment("flow_chart")}
    found["steps"] = _steps(row, office)
    found["materials"] = _materials(row)
    found["supervision"] = [{"level": office.level, **one} for one in row["supervision"]]
    return found


def words(office: Office, region: Region, number: int, basic_code: str) -> dict[str, str]:
    """The words of an office: its window, and telephones that nobody has."""
    area = region.area_code
    return {
        "office": office.name,
        "credit": office.credit_code,
        "region": region.name,
        "hall": region.hall,
        "window": f"{number % 30 + 1}号窗口",
        "consult": f"{area}-0000{number % 900 + 100:03d}",
        "complaint": f"{area}-0001{number % 900 + 100:03d}",
        "reconsider": f"{area}-0002{number % 900 + 100:03d}",
        "basic": basic_code,
    }


def _kind(row: dict[str, Any]) -> Values:
    promised = limit(row["promised_limit"])
    at_once = promised["unit"] == "on_the_spot"
    return {
        "promised_limit": promised,
        "handling_kind": "1" if at_once else "2",
        "labels": ["1", "2", "4"] if at_once else ["2", "4"],
    }


def _steps(row: dict[str, Any], office: Office) -> list[Values]:
    days = row["days"]
    return [
        {**step, "office": office.name, "limit": _step_limit(days[place] if days else 0)}
        for place, step in enumerate(toml("defaults.toml")["step"])
    ]


def _step_limit(days: int) -> Values:
    return {"number": days, "unit": "working_day"} if days else {"number": None, "unit": "on_the_spot"}


def _materials(row: dict[str, Any]) -> list[Values] | Values:
    if "no_materials" in row:
        return {"none": row["no_materials"]}
    return [_material(one) for one in row["materials"]]


def _material(raw: dict[str, Any]) -> Values:
    found: Values = filled(toml("defaults.toml")["material"], {}) | {
        key: value for key, value in raw.items() if key != "form"
    }
    if raw.get("form"):
        found |= {use: attachment(use) for use in ("blank_form", "sample", "filling_file")}
    return found


def without_foreign(elements: Values) -> Values:
    """Leaves out what does not apply to the type of item."""
    kind = elements.get("item_type")
    return {key: value for key, value in elements.items() if ELEMENTS[key].applies_to(kind)}


def is_catalogue(key: str) -> bool:
    return ELEMENTS[key].layer is Layer.CATALOGUE
