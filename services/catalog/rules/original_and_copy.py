"""The applicant hands in the original or a copy, not both of one document."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

BOTH = re.compile(
    r"原件[、和及与加+＋]{1,2}\s*复印件|复印件[、和及与加+＋]{1,2}\s*原件|原件\s*[1-9１-９一]\s*份[，,、]\s*复印件\s*[1-9一]"
)


def check(values: Values) -> Iterator[Found]:
    """Look at name and specification of each material."""
    for path, row in rows(values, "materials"):
        for key in ("specification", "name"):
            if hit := BOTH.search(text(row, key)):
                yield Found(f"{path}.{key}", f"同时要“{hit[0]}”", f"asks for both: {hit[0]}")
                break


RULE = Rule(
    zh="同一证件不同时收原件和复印件",
    en="Not both original and copy of one document",
    severity="hint",
    clause="A19",
    cure_zh="收复印件、核对原件，或只核验电子证照",
    cure_en="take a copy and look at the original, or check the electronic licence",
    check=check,
    passes=[{"materials": [{"name": "身份证", "specification": "复印件1份，核对原件"}]}],
    fails=[
        {"materials": [{"name": "身份证", "specification": "2份，原件和复印件各1份"}]},
        {"materials": [{"name": "身份证原件及复印件"}]},
    ],
)
