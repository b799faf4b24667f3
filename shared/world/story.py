"""The story's item: what the catalogue sheet gives, what the form gives, what is typed, what is wrong first."""

from functools import cache

from shared.codes import items as codes
from shared.world.compose import is_catalogue, words
from shared.world.load import base_items, base_key, elements_of, offices, regions
from shared.world.model import Office, Story, Values
from shared.world.read import filled, toml

FORM_MATERIAL = ("name", "file_types", "upload_required", "original")


@cache
def story() -> Story:
    data = toml("story.toml")
    office = offices()[data["office"]]
    bases = base_items(of_story=True)
    base = bases[base_key(data["item"], office)]
    complete = elements_of(data["item"], base, office) | _form_only(office, base.basic_code)
    wrong = complete[data["wrong_element"]].removesuffix("。") + data["wrong_tail"]
    form = {key: complete[key] for key in data["by_form"]} | {data["wrong_element"]: wrong}
    locked = {key for key in complete if is_catalogue(key)} | base.elements.keys()
    return Story(
        base_items=tuple(bases.values()),
        base=base,
        office=office,
        code=codes.implementation_code(office.credit_code, office.level, base.basic_code),
        auditors=dict(data["auditors"]),
        catalogue=base.elements,
        form=form | _as_printed(complete),
        by_hand={key: value for key, value in complete.items() if key not in form and key not in locked},
        wrong_element=data["wrong_element"],
        wrong=wrong,
        mended=complete[data["wrong_element"]],
        remark_zh=data["remark_zh"],
        remark_en=data["remark_en"],
        complete=complete,
    )


def _form_only(office: Office, basic_code: str) -> Values:
    number = list(offices()).index(office.key)
    made: Values = filled(toml("story.toml")["form"], words(office, regions()[office.region], number, basic_code))
    return made


def _as_printed(complete: Values) -> Values:
    """What the form repeats of the catalogue, and its five columns of the materials."""
    kept = {key: complete[key] for key in ("name", "implementing_body", "legal_bases")}
    return kept | {"materials": [{key: row[key] for key in FORM_MATERIAL} for row in complete["materials"]]}
