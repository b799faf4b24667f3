"""The confirmation form goes out, is edited and comes in: it loses nothing that it does not show, and nobody's edit."""

import io
import zipfile
from typing import Any

import pytest

from services.catalog.sheets import confirmation_form
from services.catalog.sheets.fuller import fuller
from services.player import XLSX
from shared.elements import ELEMENTS
from shared.world import story
from tests.catalog.inout.support import INFORMANT
from tests.platform import Platform

pytestmark = [pytest.mark.clause("C21"), pytest.mark.clause("D09")]
FEES: list[dict[str, Any]] = [
    {"name": "鉴定费", "standard": "每人200元", "amount": "200", "reducible": True, "reduction_note": "低保对象免收"},
    {"name": "查询费", "standard": "每份5元"},
]
RICH: dict[str, Any] = {
    "fees": FEES,
    "fee_basis": "《某办法》第三条",
    "conditions": {"none": "凡申请者皆可"},
    "acceptance_days": 1,
    "review_days": 30,
    "local_kind": "04",
    "own_hall": "独一号厅",
    "procedure": "受理\n办结",
    "internal_flow": [
        {"step": "受理", "handler": "甲", "limit": {"number": 4, "unit": "hour"}, "mobile": "13900000000"}
    ],
}


async def exported(platform: Platform) -> tuple[dict[str, Any], bytes]:
    """The story's item with more than the form shows, and its form."""
    item = await platform.filled()
    saved = (await platform.save(item["item_id"], item["edition"], RICH))["item"]
    answer = await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/form.xlsx", INFORMANT)
    assert answer.status_code == 200
    return saved, answer.content


def edited(form: bytes, **words: str) -> bytes:
    """The form with texts in its cells written over."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as book, zipfile.ZipFile(out, "w") as other:
        for name in book.namelist():
            body = book.read(name)
            for old, new in words.items():
                body = body.replace(old.encode(), new.encode())
            other.writestr(name, body)
    return out.getvalue()


async def sent(platform: Platform, item: dict[str, Any], form: bytes, edition: int = 0, **query: Any) -> Any:
    headers = {"Content-Type": XLSX, "If-Match": f'"{edition or item["edition"]}"'}
    path = f"/catalog/v1/desk/items/{item['item_id']}/form"
    return await platform.ask("POST", path, INFORMANT, headers=headers, content=form, params=query)


async def held(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    shown = await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)
    return dict(shown.json()["elements"])


async def test_a_form_that_nobody_edited_changes_nothing(any_platform: Platform) -> None:
    item, form = await exported(any_platform)
    before = await held(any_platform, item)
    answer = await sent(any_platform, item, form)
    assert (answer.status_code, answer.json().get("changed")) == (200, []), answer.text
    assert await held(any_platform, item) == before


async def test_a_corrected_name_keeps_what_the_form_does_not_show_of_its_row(platform: Platform) -> None:
    item, form = await exported(platform)
    name = story().complete["materials"][0]["name"]
    answer = await sent(platform, item, edited(form, 鉴定费="伤残鉴定费", **{name: f"{name}（原件）"}))
    assert (answer.status_code, answer.json().get("changed")) == (200, ["fees", "materials"]), answer.text
    now = await held(platform, item)
    assert now["fees"] == [FEES[0] | {"name": "伤残鉴定费"}, FEES[1]]
    assert now["materials"][0] == story().complete["materials"][0] | {"name": f"{name}（原件）"}
    assert now["materials"][1:] == story().complete["materials"][1:]
    assert now["internal_flow"] == RICH["internal_flow"]


async def test_a_row_that_is_gone_is_asked_about_where_more_was_behind_it(platform: Platform) -> None:
    item, form = await exported(platform)
    fewer = edited(form, 鉴定费="")
    answer = await sent(platform, item, fewer)
    (fault,) = [one for one in answer.json()["faults"] if one["code"] == "would_lose"]
    assert (answer.status_code, "鉴定费" in fault["message_zh"], fault["path"][0]) == (422, True, "B")
    assert (await held(platform, item))["fees"] == FEES
    answer = await sent(platform, item, fewer, looked=True)
    assert (answer.status_code, answer.json()["changed"]) == (200, ["fees"])
    assert (await held(platform, item))["fees"] == FEES[1:]


async def test_a_cell_that_is_emptied_takes_its_element_away(platform: Platform) -> None:
    item, form = await exported(platform)
    answer = await sent(platform, item, edited(form, **{"《某办法》第三条": "不收费", "13900000000": ""}))
    assert (answer.status_code, answer.json()["code"]) == (422, "sheet"), "a fee needs its basis"
    answer = await sent(platform, item, edited(form, **{"13900000000": "", ">甲<": "><", "独一号厅": ""}))
    assert (answer.status_code, answer.json().get("changed")) == (200, ["internal_flow", "own_hall"]), answer.text
    now = await held(platform, item)
    assert "own_hall" not in now
    assert now["internal_flow"] == [{"step": "受理", "limit": {"number": 4, "unit": "hour"}}]


async def test_what_a_colleague_saved_since_the_form_was_printed_stays(any_platform: Platform) -> None:
    item, form = await exported(any_platform)
    theirs = {"procedure": "受理\n审查\n办结", "fees": [FEES[0] | {"amount": "150"}, FEES[1]]}
    await any_platform.save(item["item_id"], item["edition"], theirs)
    mine = edited(form, 凡申请者皆可="有场地", 查询费="档案查询费")
    late = await sent(any_platform, item, mine)
    assert (late.status_code, late.json()["current"]["elements"]["procedure"]) == (412, theirs["procedure"])
    answer = await sent(any_platform, item, mine, item["edition"] + 1)
    assert (answer.status_code, answer.json().get("changed")) == (200, ["conditions", "fees"]), answer.text
    now = await held(any_platform, item)
    assert (now["conditions"], now["procedure"]) == ("有场地", theirs["procedure"])
    assert now["fees"] == [FEES[0] | {"amount": "150"}, FEES[1] | {"name": "档案查询费"}]


async def test_what_both_changed_is_asked_with_the_texts(platform: Platform) -> None:
    item, form = await exported(platform)
    await platform.save(item["item_id"], item["edition"], {"conditions": "同事写的"})
    answer = await sent(platform, item, edited(form, 凡申请者皆可="我写的"), item["edition"] + 1)
    assert (answer.status_code, answer.json()["code"]) == (422, "conflicts")
    texts = {"base": {"none": "凡申请者皆可"}, "theirs": "同事写的", "own": "我写的"}
    assert answer.json()["conflicts"] == {"conditions": texts}
    assert (await held(platform, item))["conditions"] == "同事写的"


async def test_a_form_without_an_edition_goes_over_nothing_that_nobody_looked_at(platform: Platform) -> None:
    item, _ = await exported(platform)
    values = await held(platform, item)
    form = confirmation_form.write(values | {"conditions": "有场地", "limit_note": "不含勘验"})
    answer = await sent(platform, item, form)
    told = {fault["path"]: fault["message_zh"] for fault in answer.json()["faults"]}
    assert (answer.status_code, answer.json()["code"]) == (428, "needs_dry_run")
    assert ("凡申请者皆可" in told["conditions"], "有场地" in told["conditions"]) == (True, True)
    assert (await held(platform, item))["conditions"] == RICH["conditions"]
    answer = await sent(platform, item, form, looked=True)
    assert (answer.status_code, answer.json()["changed"]) == (200, ["conditions", "limit_note"])
    fills = confirmation_form.write(await held(platform, item) | {"other_organisations": "村民委员会"})
    assert (await sent(platform, item, fills, item["edition"] + 1)).json()["changed"] == ["other_organisations"]


async def test_an_edition_that_never_was_is_told_and_a_form_for_others_bears_none(platform: Platform) -> None:
    item, _ = await exported(platform)
    for edition, code in ((99, "no_edition"), ("三", "sheet")):
        form = confirmation_form.write(await held(platform, item), None, edition)  # type: ignore[arg-type]
        assert (await sent(platform, item, form)).json()["code"] == code
    path = f"/catalog/v1/desk/items/{item['item_id']}/form.xlsx"
    seen = await platform.ask("GET", path, "jidong-legality-auditor")
    assert confirmation_form.printed_of(seen.content).edition == 0
    own = (await platform.ask("GET", path, INFORMANT)).content
    assert confirmation_form.printed_of(own).edition == item["edition"]


async def test_a_form_goes_into_no_other_item_not_even_a_sister_at_the_same_edition(
    platform: Platform, filled: dict[str, Any]
) -> None:
    parts = f"/catalog/v1/desk/items/{filled['item_id']}/handling-items"
    mine, sister = [
        (await platform.ask("POST", parts, INFORMANT, json={"name": name, "variant": variant})).json()
        for name, variant in (("变更登记", "02"), ("注销登记", "03"))
    ]
    for one in (mine, sister):
        await platform.save(one["item_id"], 1, {"conditions": f"{one['name']}的条件"})
    for reader in (INFORMANT, "jidong-legality-auditor"):
        form = await platform.ask("GET", f"/catalog/v1/desk/items/{mine['item_id']}/form.xlsx", reader)
        for other, edition in ((sister, 2), (filled, filled["edition"])):
            answer = await sent(platform, other, form.content, edition, looked=True)
            said, (fault,) = answer.json(), answer.json()["faults"]
            assert (answer.status_code, said["code"], fault["path"][0]) == (422, "other_item", "B")
            for named in (mine, other):
                assert f"{named['code']} {named['name']}" in said["detail_zh"]
        assert (await sent(platform, mine, form.content, 2)).status_code == 200
    assert (await held(platform, sister))["conditions"] == "注销登记的条件"


FULL = [{"name": "营业执照", "copies": 1}, {"name": "身份证", "copies": 2}, {"name": "租赁合同", "copies": 3}]
SHOWN = [{"name": row["name"]} for row in FULL]


@pytest.mark.parametrize(
    ("said", "copies", "lost"),
    [
        (["租赁合同", "营业执照", "身份证"], [3, 1, 2], []),
        (["营业执照副本", "身份证", "租赁合同"], [1, 2, 3], []),
        (["身份证", "租赁合同", "营业执照复印件"], [2, 3, None], ["营业执照"]),
        (["户口簿", "身份证", "租赁合同"], [None, 2, 3], ["营业执照"]),
        (["营业执照", "新材料", "居民身份证", "租赁合同"], [1, None, 2, 3], []),
        (["营业执照"], [1], ["身份证", "租赁合同"]),
        (["身份证", "身份证", "租赁合同"], [2, None, 3], ["营业执照"]),
    ],
    ids=["moved", "renamed", "moved and renamed", "another", "one between", "two gone", "one twice"],
)
def test_a_row_is_known_by_its_name_or_by_its_place_and_a_name_much_like_it(
    said: list[str], copies: list[int | None], lost: list[str]
) -> None:
    value, gone = fuller(ELEMENTS["materials"], FULL, SHOWN, [{"name": name} for name in said])
    assert ([row.get("copies") for row in value], gone) == (copies, lost)
    assert [row["name"] for row in value] == said


def test_a_code_without_a_box_and_a_list_that_the_form_cannot_show_are_not_lost_unsaid() -> None:
    fields = ELEMENTS["public_fields"]
    assert fuller(fields, ["04", "99"], ["04"], ["05"]) == (["99", "05"], [])
    whole = [{"name": "一\n二", "standard": "5元"}]
    assert fuller(ELEMENTS["fees"], whole, [{"name": "一"}, {"name": "二"}], [{"name": "一"}])[1] == ["一\n二"]
    assert fuller(ELEMENTS["fees"], FEES, [{"name": "鉴定费"}, {"name": "查询费"}], {"none": "不收费"})[1] == [
        "鉴定费",
        "查询费",
    ]


@pytest.mark.parametrize("half", [{"materials": [{"copies": 1}]}, {"internal_flow": [{"handler": "甲"}]}])
async def test_a_row_that_is_written_in_part_goes_out_and_in(
    platform: Platform, filled: dict[str, Any], half: dict[str, Any]
) -> None:
    saved = (await platform.save(filled["item_id"], filled["edition"], half))["item"]
    path = f"/catalog/v1/desk/items/{filled['item_id']}/form.xlsx"
    form = (await platform.ask("GET", path, INFORMANT)).content
    assert (await sent(platform, saved, form)).json()["changed"] == []
