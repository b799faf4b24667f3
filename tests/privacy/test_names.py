"""What is said about internal elements is internal too: their names, the findings and the remarks on them.

An element's name stands in the definitions, which are public; that *this* item has one, or lacks one, does not.
"""

import io
import json
import re
from typing import Any

import pytest

from shared.elements import ELEMENTS, is_hidden
from shared.rights import Role
from tests.platform import AUDITORS as PARTS
from tests.platform import Platform
from tests.privacy.canaries import hidden_keys
from tests.privacy.test_canaries import CHECKER, INFORMANT, Watch, cage_of, strangers
from tests.rights.support import enter, someone

CENTRE = "jidong-data-inspection"
REMARK = {"element": "internal_flow", "text": "丝雀环节过长", "cites": "三（二）"}
SAID = {"element": "conditions", "text": "条件含兜底表述", "cites": "三（二）"}
OF_THE_ITEM = re.compile(r"\{(item_id|audit_id|code)\}")
LONG = {"limit": {"number": 60, "unit": "working_day"}}


class Ears(Watch):
    """Listens for words about internal elements in every answer that is about the item."""

    def __init__(self, platform: Platform, words: set[str]) -> None:
        super().__init__(platform, cage_of(), io.StringIO(), [*strangers()])
        self.words = re.compile("|".join(sorted((_word(word) for word in words), key=len, reverse=True)))

    def look(self, place: str, content: bytes) -> None:
        self.looked += 1
        text = content.decode("utf-8", "ignore")
        about = OF_THE_ITEM.search(place) or self.places["item_id"] in text or self.places["code"] in text
        if about and (found := set(self.words.findall(text))):
            self.found[place] = found


def _word(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


async def wrong_inside(platform: Platform) -> tuple[dict[str, Any], set[str]]:
    """The story's item with a flow too long, remarked on and found at inspection; and all that is said of it inside."""
    item = await platform.filled()
    flow = [row | LONG for row in (await _draft(platform, item))["internal_flow"][:1]]
    saved = await platform.save(item["item_id"], item["edition"], {"internal_flow": flow, "contacts": []})
    item = await platform.submit(saved["item"])
    await platform.verdict(item["item_id"], "department", PARTS["department"], "returned", REMARK)
    await platform.verdict(item["item_id"], "legality", PARTS["legality"], "returned", SAID)
    for part, who in PARTS.items():
        await platform.verdict(item["item_id"], part, who, "passed")
    saved = await platform.save(item["item_id"], item["edition"], {"limit_note": "照此办理"})
    item = await platform.approve(await platform.submit(saved["item"]))
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/inspection", CENTRE)
    inside = {f["message_zh"] for f in answer.json()["findings"] if is_hidden(f["path"])}
    inside |= {f["message"] for f in answer.json()["findings"] if is_hidden(f["path"])}
    await platform.settle()
    return item, inside


async def _draft(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)).json()["elements"])


@pytest.mark.clause("C51")
async def test_nobody_hears_of_internal_elements_what_he_may_not_see(platform: Platform) -> None:
    item, inside = await wrong_inside(platform)
    assert any("60" in message for message in inside), "inspection finds the long flow"
    ears = Ears(platform, hidden_keys() | inside | {REMARK["text"]})
    ears.places |= {name: item[name] for name in ("item_id", "code", "basic_code")}
    await ears.ask_all()
    assert ears.found == {}
    assert ears.looked > 100


async def test_those_who_may_see_them_do_hear_of_them(platform: Platform) -> None:
    item, inside = await wrong_inside(platform)
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    for who in (INFORMANT, CHECKER, CENTRE):
        found = (await platform.ask("GET", f"{path}/findings", who)).json()
        assert inside & {f["message_zh"] for f in found}, who
        assert REMARK["text"] in (await platform.ask("GET", f"{path}/remarks", who)).text
    audit = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", PARTS["department"])).text
    assert REMARK["text"] in audit


async def test_remarks_on_internal_elements_are_for_those_who_see_them_and_others_for_all(platform: Platform) -> None:
    item, _ = await wrong_inside(platform)
    desk, audit = f"/catalog/v1/desk/items/{item['item_id']}/remarks", f"/review/v1/items/{item['item_id']}/audit"
    inspector = enter(platform, someone(Role.INSPECTOR))
    for path, who in ((desk, inspector), (audit, inspector), (audit, PARTS["legality"]), (desk, PARTS["legality"])):
        text = (await platform.ask("GET", path, who)).text
        assert SAID["text"] in text, (path, who)
        assert REMARK["text"] not in text, (path, who)
    for path in (desk, audit):
        assert REMARK["text"] in (await platform.ask("GET", path, CHECKER)).text


async def test_the_trail_names_who_returned_it_and_of_internal_elements_only_the_article(platform: Platform) -> None:
    item, _ = await wrong_inside(platform)
    path = f"/catalog/v1/desk/items/{item['item_id']}/trail"
    entries = (await platform.ask("GET", path, enter(platform, someone(Role.INSPECTOR)))).json()
    returned = {e["who"]: e["why"] for e in entries if e["action"] == "audit.returned"}
    assert set(returned) == {PARTS["department"], PARTS["legality"]}
    assert SAID["text"] in returned[PARTS["legality"]]
    assert f"依据{SAID['cites']}" in returned[PARTS["legality"]]
    assert "内部要素，依据三（二）" in returned[PARTS["department"]]
    assert REMARK["text"] not in json.dumps(entries, ensure_ascii=False)
    assert ELEMENTS["internal_flow"].zh not in json.dumps(entries, ensure_ascii=False)
