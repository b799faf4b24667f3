"""Requests upward: an item of a local regulation is asked for, and only the department of its line answers."""

import pytest

from services.catalog.domain.regulations import demand_local_regulation
from shared.problems import Malformed
from shared.world import story
from tests.platform import Platform

INFORMANT, LINE = "jidong-market-informant", "hlj-market-line"
WANTED = {
    "name": "夜市登记",
    "item_type": "07",
    "law": "鸡西市夜市管理条例",
    "article": 6,
    "reason": "地方性法规设立",
}


@pytest.mark.clause("G21")
async def test_an_item_of_a_local_regulation_is_asked_for_and_compiled_by_the_province(platform: Platform) -> None:
    made = (await platform.ask("POST", "/catalog/v1/desk/requests", INFORMANT, json=WANTED)).json()
    assert [r["case_id"] for r in (await platform.ask("GET", "/catalog/v1/desk/requests", LINE)).json()] == [
        made["case_id"]
    ]
    path = f"/catalog/v1/desk/requests/{made['case_id']}/answer"
    answer = {"verdict": "passed", "basic_code": story().base.basic_code}
    assert (await platform.ask("POST", path, LINE, json=answer)).json()["code"] == "basic_code"
    base = story().base
    await platform.put_base(base.basic_code, dict(base.elements))
    assert (await platform.ask("POST", path, LINE, json=answer)).json()["state"] == "done"


@pytest.mark.clause("G21")
async def test_only_the_department_of_the_requests_own_line_sees_and_answers_it(any_platform: Platform) -> None:
    made = (await any_platform.ask("POST", "/catalog/v1/desk/requests", INFORMANT, json=WANTED)).json()
    assert (await any_platform.ask("GET", "/catalog/v1/desk/requests", "hlj-coal-line")).json() == []
    path = f"/catalog/v1/desk/requests/{made['case_id']}/answer"
    refusal = {"verdict": "refused", "note": "已有同类事项"}
    other = await any_platform.ask("POST", path, "hlj-coal-line", json=refusal)
    assert (other.status_code, other.json()["code"]) == (403, "line")
    (still,) = (await any_platform.ask("GET", "/catalog/v1/desk/requests", INFORMANT)).json()
    assert still["state"] == "open"
    assert (await any_platform.ask("POST", path, LINE, json=refusal)).json()["state"] == "refused"


@pytest.mark.clause("G21")
async def test_whoever_asked_is_told_the_answer_and_why_not(platform: Platform) -> None:
    base = story().base
    await platform.put_base(base.basic_code, dict(base.elements))
    answers = [
        ("夜市登记", {"verdict": "passed", "basic_code": base.basic_code}, f"基本编码 {base.basic_code}"),
        (
            "早市登记",
            {"verdict": "refused", "note": "已有同类事项"},
            "黑龙江省市场监督管理局不予编制。\n理由：已有同类事项",
        ),
    ]
    for name, answer, _ in answers:
        made = (await platform.ask("POST", "/catalog/v1/desk/requests", INFORMANT, json=WANTED | {"name": name})).json()
        path = f"/catalog/v1/desk/requests/{made['case_id']}/answer"
        assert (await platform.ask("POST", path, LINE, json=answer)).is_success
    await platform.settle()
    for who, expected in ((INFORMANT, answers), ("jidong-coal-informant", [])):
        inbox = (await platform.ask("GET", "/notify/v1/inbox", who)).json()
        told = {one["title"].split("：")[1]: one["body"] for one in inbox if one["kind"] == "request_answered"}
        assert told.keys() == {name for name, _, _ in expected}
        assert [words for name, _, words in expected if words not in told[name]] == []


@pytest.mark.clause("G21")
@pytest.mark.parametrize(
    "law",
    [
        "中华人民共和国城乡规划法",
        "城市市容和环境卫生管理条例",
        "哈尔滨市夜市管理条例",
        "鸡西市夜市管理通知",
        "鸡东县夜市管理条例",
        "鸡东县人民代表大会常务委员会关于夜市的决定",
        "鸡西市人民政府关于夜市的规定",
        "鸡西市人民政府关于夜市的决定",
    ],
    ids=["law", "of no place", "of another place", "notice", "county", "county's committee", "rule", "government"],
)
async def test_what_no_local_regulation_of_the_place_sets_up_is_not_asked_for(platform: Platform, law: str) -> None:
    answer = await platform.ask("POST", "/catalog/v1/desk/requests", INFORMANT, json=WANTED | {"law": law})
    assert (answer.status_code, answer.json()["code"]) == (422, "law")
    assert "鸡西市" in answer.text
    assert (await platform.ask("GET", "/catalog/v1/desk/requests", INFORMANT)).json() == []


@pytest.mark.clause("G21")
@pytest.mark.parametrize(
    "law",
    [
        "《黑龙江省实施〈中华人民共和国消费者权益保护法〉条例》",
        "鸡西市户外广告管理办法（2023修正）",
        "黑龙江省人民代表大会常务委员会关于禁止燃放烟花爆竹的决定",
        "鸡西市第十六届人民代表大会常务委员会关于夜市的决定（试行）",
        "鸡西市人民代表大会关于夜市的决定",
    ],
)
async def test_the_province_and_the_city_make_local_regulations(platform: Platform, law: str) -> None:
    answer = await platform.ask("POST", "/catalog/v1/desk/requests", INFORMANT, json=WANTED | {"law": law})
    assert answer.status_code == 201, answer.text


DORBOD, YANBIAN, DALINGS = "230624", "222400", "232700"


@pytest.mark.clause("G21")
@pytest.mark.parametrize(
    ("law", "region"),
    [
        ("杜尔伯特蒙古族自治县草原条例", DORBOD),
        ("杜尔伯特蒙古族自治县自治条例", DORBOD),
        ("大庆市城市管理条例", DORBOD),
        ("延边朝鲜族自治州夜市管理条例", YANBIAN),
        ("延边朝鲜族自治州人民代表大会常务委员会关于夜市的决定", YANBIAN),
        ("黑龙江省夜市管理条例", DALINGS),
    ],
)
def test_an_autonomous_place_makes_regulations_of_its_own(law: str, region: str) -> None:
    demand_local_regulation(law, region)


@pytest.mark.clause("G21")
@pytest.mark.parametrize(
    ("law", "region"),
    [
        ("杜尔伯特蒙古族自治县人民代表大会常务委员会关于夜市的决定", DORBOD),
        ("大兴安岭地区夜市管理条例", DALINGS),
        ("市辖区夜市管理条例", "110101"),
        ("东城区夜市管理条例", "110101"),
    ],
)
def test_a_place_that_makes_none_has_none(law: str, region: str) -> None:
    with pytest.raises(Malformed):
        demand_local_regulation(law, region)


@pytest.mark.clause("G21")
async def test_a_request_is_answered_with_an_item_of_the_departments_own_catalogue_alone(platform: Platform) -> None:
    asks, line, informant = "jidong-coal-informant", "hlj-coal-line", "hlj-coal-informant"
    made = (await platform.ask("POST", "/catalog/v1/desk/requests", asks, json=WANTED)).json()
    own, others = "230725009000", story().base.basic_code
    values = story().base.elements | {"exercise_levels": ["2", "4"]}
    await platform.put_base(own, values, who=line)
    await platform.put_base(others, dict(story().base.elements))
    hand = await platform.ask("POST", f"/catalog/v1/catalogue/{own}/hand-down", line, json={"offices": []})
    assert hand.status_code == 200, hand.text
    offers = (await platform.ask("GET", "/catalog/v1/desk/inbox", informant)).json()["offers"]
    (base_id,) = (one["base_id"] for one in offers if one["code"] == own)
    claimed = (await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", informant)).json()
    path = f"/catalog/v1/desk/requests/{made['case_id']}/answer"
    for code in (others, claimed["code"], "230725009999"):
        answer = await platform.ask("POST", path, line, json={"verdict": "passed", "basic_code": code})
        assert (answer.status_code, answer.json()["code"]) == (422, "basic_code"), code
    (still,) = (await platform.ask("GET", "/catalog/v1/desk/requests", asks)).json()
    assert still["state"] == "open"
    done = await platform.ask("POST", path, line, json={"verdict": "passed", "basic_code": own})
    assert done.json()["state"] == "done"
