"""The sample world is whole, valid everywhere, and nobody real is in it."""

import hashlib
import json
import re
from dataclasses import asdict

import pytest

from shared.codes import credit, divisions, items
from shared.elements import ELEMENTS, Layer, faults, missing, working_days
from shared.rights import Role
from shared.world import Item, file_bytes, world

WORLD = world()
ONLINE = [item for item in WORLD.items.values() if item.state == "online"]
AUDITING = {"staffing", "legality", "government_office", "data_centre", "service_centre", "supervision"}
SEVEN = ("name", "legal_bases", "item_type", "legal_limit", "procedure", "promised_limit")
CATCH_ALL = re.compile("(其他|其它|相关)(材料|证明|文件|资料|条件)|规定的其他")


def ids(item: Item) -> str:
    return item.key


def held(name: str) -> list[Item]:
    return [item for item in ONLINE if item.key.split("/")[1] == name and item.layer == "implementation"]


def test_it_has_the_places_of_the_sources() -> None:
    named = {region.code: region.name for region in WORLD.regions}
    assert {"鸡西市", "鸡东县", "虎林市", "金昌市", "永昌县", "金川区", "鞍山市"} <= set(named.values())
    for code, name in named.items():
        known = divisions.division(code)
        assert known is not None
        assert known.name == name
        assert divisions.fault(code) is None
    assert all(region.parent in named or region.code.endswith("0000") for region in WORLD.regions)


def test_every_credit_code_is_valid_and_of_its_region() -> None:
    codes = [office.credit_code for office in WORLD.offices.values()]
    assert len(set(codes)) == len(codes) >= 60
    for office in WORLD.offices.values():
        assert credit.check(office.credit_code) is None, office.key
        assert office.credit_code[2:8] == office.region


def test_offices_stand_at_the_level_of_their_region_and_know_their_parent() -> None:
    levels = {"province": "2", "city": "3", "county": "4"}
    for office in WORLD.offices.values():
        assert office.level == levels[divisions.level_of(office.region)]
        assert office.nature in {"1", "2", "3"}
        if office.parent:
            above = WORLD.offices[office.parent]
            assert divisions.covers(above.region, office.region), office.key
            assert above.level < office.level
    implementing = [office for office in WORLD.offices.values() if "implementing" in office.kinds]
    assert all(office.line and (office.parent or office.level == "2") for office in implementing)


@pytest.mark.parametrize("region", ["230300", "230321", "230381", "620300", "620321", "620302", "210300"])
def test_each_place_has_every_office_that_the_sources_name(region: str) -> None:
    kinds = {kind for office in WORLD.offices.values() if office.region == region for kind in office.kinds}
    assert kinds >= AUDITING | {"implementing"}


@pytest.mark.clause("G12")
def test_accounts_belong_to_offices_and_have_roles_that_exist() -> None:
    roles = {role.value for role in Role} - {"operator"}
    given = {role for account in WORLD.accounts.values() for role in account.roles}
    assert given == roles
    assert WORLD.accounts["jidong-market-informant"].display_name == "鸡东县市场监督管理局信息员"
    for name, account in WORLD.accounts.items():
        assert account.username == name
        assert re.fullmatch("[a-z]+(-[a-z]+)+", name)
        assert account.display_name.startswith(WORLD.offices[account.office].name)
        assert account.machine == ("provincial_platform" in account.roles)


def test_about_thirty_items_of_many_types_in_three_layers() -> None:
    kinds = {item.elements["item_type"] for item in WORLD.items.values()}
    assert len(kinds) >= 6
    assert len(ONLINE) >= 30
    assert {item.layer for item in ONLINE} == {"implementation", "handling"}
    assert len(WORLD.base_items) >= 20
    assert any(item.state == "handed_down" for item in WORLD.items.values())


def test_every_item_code_is_valid_and_there_once() -> None:
    codes = [item.code for item in WORLD.items.values()]
    assert len(set(codes)) == len(codes)
    for item in WORLD.items.values():
        check = items.handling_fault if item.layer == "handling" else items.implementation_fault
        assert check(item.code) is None, item.key
        office, base = WORLD.offices[item.office], WORLD.base_items[item.base]
        assert item.code.startswith(f"{office.credit_code}{office.level}{base.basic_code}")
    basic = [base.basic_code for base in WORLD.base_items.values()]
    assert len(set(basic)) == len(basic)
    assert all(items.basic_fault(code) is None for code in basic)


def test_base_items_hold_catalogue_elements_and_their_code_says_their_type() -> None:
    for base in WORLD.base_items.values():
        assert faults(base.elements) == []
        others = {key for key in base.elements if ELEMENTS[key].layer is not Layer.CATALOGUE}
        assert others == {"service_objects"}
        assert base.basic_code[2:4] == base.elements["item_type"]
        assert base.basic_code[:2] == WORLD.offices[base.owner].region[:2]
        assert base.elements["has_sub_items"] == base.basic_code.endswith("00Y")
        if base.main:
            assert WORLD.base_items[base.main].elements["name"] == base.elements["main_item_name"]


@pytest.mark.clause("G20")
def test_a_body_holds_only_what_is_exercised_at_its_level() -> None:
    for item in WORLD.items.values():
        assert WORLD.offices[item.office].level in WORLD.base_items[item.base].elements["exercise_levels"], item.key


@pytest.mark.parametrize("item", ONLINE, ids=ids)
def test_values_are_valid_and_the_fourteen_elements_complete(item: Item) -> None:
    assert faults(item.elements, partial=False) == []
    for profile in ("jinchang14", "national", "xinzhou6", "xinzhou4", "guide"):
        assert missing(item.elements, profile, item.elements["item_type"]) == []


@pytest.mark.parametrize("item", ONLINE, ids=ids)
def test_limits_steps_and_texts_are_sensible(item: Item) -> None:
    elements = item.elements
    promised = working_days(elements["promised_limit"])
    assert promised <= working_days(elements["legal_limit"])
    assert [step["stage"] for step in elements["steps"]] == ["1", "2", "3", "4"]
    assert sum(working_days(step["limit"]) for step in elements["steps"]) <= promised
    assert (elements["handling_kind"] == "1") == (promised == 0)
    assert all(basis["article"] for basis in elements["legal_bases"])
    assert isinstance(elements["conditions"], dict) or not CATCH_ALL.search(elements["conditions"])
    rows = elements["materials"] if isinstance(elements["materials"], list) else []
    assert all(row["basis"] and not CATCH_ALL.search(row["name"]) for row in rows)
    assert all(row["source_note"] for row in rows if row["source"] == "20")
    assert {row["value"] for row in elements["consult"]}.isdisjoint(row["value"] for row in elements["complaint"])
    assert all("务服务大厅" in place["address"] for place in elements["places"])


@pytest.mark.clause("F17")
@pytest.mark.clause("F18")
@pytest.mark.clause("F20")
@pytest.mark.clause("F21")
@pytest.mark.clause("F22")
@pytest.mark.clause("F23")
@pytest.mark.clause("F26")
@pytest.mark.clause("F32")
def test_the_market_registration_is_that_of_the_measures() -> None:
    (founding, *_) = held("market-founding")
    elements = founding.elements
    assert elements["legal_limit"] == {"number": 30, "unit": "day"}
    assert len(elements["conditions"].splitlines()) == 6
    needed = [row["necessity"] for row in elements["materials"]]
    assert needed == ["1", "1", "1", "1", "2"]
    assert elements["materials"][4]["condition"] == "属于联合开办市场的"
    assert [row["name"] for row in elements["results"]] == ["市场登记证", "筹建许可通知书", "不予登记通知书"]
    assert [(row["kind"], row["period"]["number"], row["period"]["unit"]) for row in elements["remedies"]] == [
        ("1", 60, "day"),
        ("2", 6, "month"),
    ]
    assert "十五日、三十日" in elements["note"]
    variants = {
        held(name)[0].elements["handling_variant"]
        for name in ("market-founding", "market-change", "market-cancellation")
    }
    assert variants == {"01", "02", "05"}
    assert len([item for item in ONLINE if item.parent == founding.key]) == 2


@pytest.mark.clause("F28")
def test_opening_a_market_leads_on_to_the_registration_of_the_firm() -> None:
    linked = held("market-founding")[0].elements["related_items"]
    assert [(row["name"], row["relation"]) for row in linked] == [
        ("市场内经营服务机构的企业法人登记", "9"),
        ("企业法人变更登记", "2"),
    ]
    assert [re.findall("第十.条", row["note"]) for row in linked] == [["第十二条"], ["第十三条"]]


@pytest.mark.clause("F27")
@pytest.mark.parametrize("name", ["market-founding", "market-change", "market-cancellation"])
def test_founding_change_and_cancellation_are_each_announced(name: str) -> None:
    assert "公告" in held(name)[0].elements["procedure"]


@pytest.mark.clause("F29")
def test_the_authority_counts_reports_upward_and_keeps_files() -> None:
    (row,) = [r for r in held("market-founding")[0].elements["supervision"] if "第十四条" in r["standard"]]
    assert all(word in row["measures"] for word in ("成交量", "成交额", "定期统计", "逐级上报", "档案"))


@pytest.mark.clause("F31")
def test_three_penalties_of_the_market_line_have_their_ranges() -> None:
    items = [held(name)[0] for name in ("unregistered-market-penalty", "market-name-penalty", "market-change-penalty")]
    assert {item.elements["item_type"] for item in items} == {"02"}
    ranges = [(row["minimum"], row["maximum"]) for item in items for row in item.elements["penalties"]]
    assert ranges == [("5000", "10000"), ("1000", "2000"), ("1000", "5000")]


@pytest.mark.clause("A21")
@pytest.mark.clause("A25")
@pytest.mark.parametrize("name", ["coal-resumption", "coal-report-reward"])
def test_coal_items_are_shared_by_three_levels_with_equal_elements(name: str) -> None:
    shared = held(name)
    assert [item.elements["exercise_level"] for item in shared] == ["2", "3", "4"]
    assert {item.elements["level_set"] for item in shared} == {"3"}
    for key in SEVEN:
        assert len({json.dumps(item.elements[key], ensure_ascii=False) for item in shared}) == 1
    assert len({json.dumps([row["name"] for row in item.elements["materials"]]) for item in shared}) == 1


@pytest.mark.clause("D11")
def test_opening_a_pharmacy_has_its_items() -> None:
    (bundle,) = WORLD.bundles
    assert bundle.name == "开办药店"
    names = [WORLD.items[key].elements["name"] for key in bundle.items]
    assert names[:3] == ["企业设立登记", "药品零售企业经营许可", "第二类医疗器械经营备案"]
    assert len(names) == 6


def test_what_is_handed_down_waits_with_the_catalogue_only() -> None:
    for item in WORLD.items.values():
        if item.state == "handed_down":
            assert missing(item.elements, "jinchang14", item.elements["item_type"])
            assert item.elements["exercise_level"] == WORLD.offices[item.office].level


def test_nobody_real_is_in_it() -> None:
    text = json.dumps(asdict(WORLD), ensure_ascii=False)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
    assert all(
        number[5:].startswith("000") or number[4:].startswith("000")
        for number in re.findall(r'"(0\d{2,3}-\d{7})"', text)
    )
    assert set(re.findall(r"https?://([^/\"]+)", text)) == {"zwfw.invalid"}
    assert not re.search("[路街]\\d+号", text)


def test_every_attachment_is_there() -> None:
    bodies = file_bytes()
    told = {
        (found[1], int(found[0]))
        for found in re.findall(r'"size": (\d+), "sha256": "(\w+)"', json.dumps(asdict(WORLD)))
    }
    assert len(told) == 4
    for digest, size in told:
        assert hashlib.sha256(bodies[digest]).hexdigest() == digest
        assert len(bodies[digest]) == size
