"""A load after a load: nothing that a body changed is lost, no older version over a newer one, and nobody else's items."""

import json
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection

from services.catalog import store
from shared import migrations
from tests.catalog.inout.dumped import BASE, JIXI, MARKET, SOCIAL, code_of, row
from tests.catalog.inout.support import INFORMANT, then
from tests.catalog.inout.test_loads import CENTRE, COUNTY, by_code, faults, load, told
from tests.catalog.test_duties import give
from tests.platform import Platform

LINE = "hlj-market-line"
OWN, ABOVE, OTHER = code_of(MARKET, 4), code_of(JIXI, 3), code_of(SOCIAL, 4)


async def notes(platform: Platform, made: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What became of each row, and what is said of it."""
    rows = await told(platform, made)
    return [(one["action"], [fault["code"] for fault in one["faults"]]) for _, one in sorted(rows.items())]


async def attentions(platform: Platform) -> list[dict[str, Any]]:
    found = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["attentions"]
    return [one for one in found if one["ground"].startswith("load:")]


async def edited(platform: Platform, **change: Any) -> None:
    item, _ = await by_code(platform, OWN)
    await platform.save(item.item_id, item.head, change)


async def elements(platform: Platform) -> dict[str, Any]:
    return dict((await by_code(platform, OWN))[1].elements)


async def test_a_load_of_the_same_dump_leaves_what_its_body_changed_since_the_load_before(
    any_platform: Platform,
) -> None:
    await load(any_platform, row(OWN), apply=True)
    await edited(any_platform, conditions="本单位改过")
    again = await load(any_platform, row(OWN), apply=True)
    assert await notes(any_platform, again) == [("same", [])]
    newer = await load(any_platform, row(OWN, promise_day=10, task_version=2), apply=True)
    assert await notes(any_platform, newer) == [("changed", [])]
    values = await elements(any_platform)
    assert (values["conditions"], values["promised_limit"]["number"]) == ("本单位改过", 10)
    (one,) = await attentions(any_platform)
    assert newer["set_id"] in one["message_zh"]
    assert ("承诺" in one["message_zh"], newer["set_id"] in one["evidence"]) == (True, True)


async def test_a_phone_that_body_and_dump_both_changed_is_the_bodys_alone(platform: Platform) -> None:
    await load(platform, row(OWN, link_way="0467-1111111"), apply=True)
    await edited(platform, consult=[{"channel": "2", "value": "0467-7777777"}])
    made = await load(platform, row(OWN, link_way="0467-8888888", task_version=2), apply=True)
    assert "kept_own" in str(await notes(platform, made))
    assert [one["value"] for one in (await elements(platform))["consult"]] == ["0467-7777777"]


async def test_what_body_and_dump_both_changed_stays_as_the_body_has_it_at_every_later_load(
    any_platform: Platform,
) -> None:
    await load(any_platform, row(OWN), apply=True)
    await edited(any_platform, conditions="本单位改过")
    rows = row(OWN, accept_condition="来源库改过", promise_day=10, task_version=2)
    tried = await load(any_platform, rows)
    assert (await notes(any_platform, tried), await attentions(any_platform)) == ([("changed", ["kept_own"])], [])
    made = await then(any_platform, tried, "application", "hlj-data-inspection")
    assert await notes(any_platform, made) == [("changed", ["kept_own"])]
    again = await load(any_platform, rows, apply=True)
    assert await notes(any_platform, again) == [("same", [])]
    values = await elements(any_platform)
    assert (values["conditions"], values["promised_limit"]["number"]) == ("本单位改过", 10)
    (one,) = await attentions(any_platform)
    assert ("受理条件" in one["message_zh"], made["set_id"] in one["message_zh"]) == (True, True)
    assert await any_platform.faults_of_trails() == []


@pytest.mark.usefixtures("claimed")
async def test_a_load_from_before_the_versions_were_kept_is_merged_against_too(any_platform: Platform) -> None:
    await load(any_platform, row(OWN), apply=True)
    await edited(any_platform, conditions="本单位改过")

    def again(connection: Connection) -> None:
        given = migrations.config("catalog")
        given.attributes["connection"] = connection
        command.downgrade(given, "0020")
        command.upgrade(given, "head")

    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.run_sync(again)
    made = await load(any_platform, row(OWN), apply=True)
    assert await notes(any_platform, made) == [("same", ["as_catalogue"])]
    assert (await elements(any_platform))["conditions"] == "本单位改过"


@pytest.mark.usefixtures("claimed")
async def test_what_a_body_wrote_before_the_first_load_stays(platform: Platform) -> None:
    await edited(platform, conditions="本单位写的")
    made = await load(platform, row(OWN), apply=True)
    assert await notes(platform, made) == [("changed", ["as_catalogue", "kept_own"])]
    assert "此前未经装载" in (await told(platform, made))[1]["faults"][1]["message_zh"]
    assert (await elements(platform))["conditions"] == "本单位写的"


async def test_a_row_is_told_by_what_the_catalogue_says_now_not_by_an_item_that_lags(platform: Platform) -> None:
    await load(platform, row(OWN), apply=True)
    _, above = await by_code(platform, BASE)
    limit = above.elements["legal_limit"]
    body = {"elements": dict(above.elements) | {"legal_limit": limit | {"number": 20}}}
    headers = {"If-Match": f'"{above.number}"'}
    answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{BASE}", LINE, headers=headers, json=body)
    assert (answer.status_code, (await elements(platform))["legal_limit"]["number"]) == (200, 30), answer.text
    newer = await load(platform, row(OWN, anticipate_day=20, task_version=2), apply=True)
    assert await notes(platform, newer) == [("same", [])]
    older = await load(platform, row(OWN, task_version=3), apply=True)
    assert await notes(platform, older) == [("same", ["as_catalogue"])]
    (said,) = (await told(platform, older))[1]["faults"]
    assert said["message_zh"] == "与目录不同，以目录为准：法定办结时限"


async def test_what_only_a_row_says_and_the_catalogue_does_not_is_told_as_lacking_there(platform: Platform) -> None:
    await load(platform, row(OWN, anticipate_day=None, anticipate_type=None), apply=True)
    made = await load(platform, row(OWN, task_version=2), apply=True)
    (said,) = (await told(platform, made))[1]["faults"]
    assert (said["code"], said["message_zh"]) == ("as_catalogue", "目录暂缺，未装入：法定办结时限")


async def test_a_load_that_was_taken_back_counts_for_nothing(any_platform: Platform) -> None:
    await load(any_platform, row(OWN), apply=True)
    made = await load(any_platform, row(OWN, accept_condition="第二版", task_version=2), apply=True)
    await then(any_platform, made, "undo", "hlj-data-inspection")
    assert (await elements(any_platform))["conditions"] == "有固定场所"
    again = await load(any_platform, row(OWN, accept_condition="第二版", task_version=2), apply=True)
    assert await notes(any_platform, again) == [("changed", [])]
    assert (await elements(any_platform))["conditions"] == "第二版"


async def test_an_older_version_in_a_later_file_is_told_and_not_taken(any_platform: Platform) -> None:
    await load(any_platform, row(OWN, accept_condition="第二版", task_version=2), apply=True)
    older = row(OWN, accept_condition="第一版", task_version=1)
    made = await load(any_platform, older, apply=True)
    assert await notes(any_platform, made) == [("passed", ["older_version"])]
    assert "已装载版本 2" in (await told(any_platform, made))[1]["faults"][0]["message_zh"]
    gone = await load(any_platform, row(OWN, cd_operation="D", task_version=1), apply=True)
    assert [action for action, _ in await notes(any_platform, gone)] == ["passed"]
    assert (await any_platform.ask("GET", "/catalog/v1/desk/cases", "jidong-market-checker")).json() == []
    assert (await elements(any_platform))["conditions"] == "第二版"
    unsaid = await load(any_platform, row(OWN, accept_condition="未写版本", task_version=None), apply=True)
    assert (unsaid["state"], await notes(any_platform, unsaid)) == ("ready", [("changed", ["no_version"])])
    assert (await elements(any_platform))["conditions"] == "第二版"
    unsaid = await then(any_platform, unsaid, "application", CENTRE)
    assert (unsaid["state"], await notes(any_platform, unsaid)) == ("applied", [("changed", ["no_version"])])
    assert (await elements(any_platform))["conditions"] == "未写版本"
    made = await load(any_platform, older, apply=True)
    assert await notes(any_platform, made) == [("passed", ["older_version"])]


@pytest.mark.clause("G04")
async def test_a_body_of_another_line_gets_only_what_was_handed_down_to_it(any_platform: Platform) -> None:
    await any_platform.hand_down()
    made = await load(any_platform, row(OTHER), who=COUNTY, apply=True, good_rows=True)
    (one,) = (await told(any_platform, made, COUNTY)).values()
    assert (faults(one), "指名下发" in one["faults"][-1]["cure_zh"]) == (["other_line"], True)
    assert await by_code(any_platform, OTHER) == (None, None)
    base = OWN[19:31]
    await any_platform.ask(
        "POST", f"/catalog/v1/catalogue/{base}/hand-down", "hlj-market-line", json={"offices": [SOCIAL]}
    )
    made = await load(any_platform, row(OTHER), who=COUNTY, apply=True)
    assert (await by_code(any_platform, OTHER))[0].state == "compiling"


async def test_a_body_whose_duties_name_the_line_needs_no_hand_down_by_name(platform: Platform) -> None:
    await platform.hand_down()
    given = await give(platform, [{"line": "市场监管", "item_types": []}], COUNTY, SOCIAL)
    assert given.status_code == 200, given.text
    await load(platform, row(OTHER), who=COUNTY, apply=True)
    assert (await by_code(platform, OTHER))[0].state == "compiling"


async def test_a_cancelled_row_of_another_territory_opens_nothing_and_says_who_loads_it(
    any_platform: Platform,
) -> None:
    await load(any_platform, row(OWN), row(ABOVE), apply=True)
    ended = row(ABOVE, cd_operation="D", task_version=2), row(OWN, cd_operation="D", task_version=2)
    made = await load(any_platform, *ended, who=COUNTY, apply=True, good_rows=True)
    rows = await told(any_platform, made, COUNTY)
    assert (faults(rows[1]), rows[1]["action"], rows[2]["action"]) == (["territory"], "fault", "to_cancel")
    item, _ = await by_code(any_platform, ABOVE)
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        assert await store.open_case_of(connection, item.item_id) is None


async def test_an_older_version_of_another_territory_is_told_by_the_territory_alone(platform: Platform) -> None:
    await load(platform, row(ABOVE, task_version=2), apply=True)
    made = await load(platform, row(ABOVE, task_version=1), who=COUNTY)
    (one,) = (await told(platform, made, COUNTY)).values()
    assert (faults(one), "版本" in json.dumps(one, ensure_ascii=False)) == (["territory"], False)


async def test_a_row_of_an_item_that_ended_here_says_so_and_changes_nothing(platform: Platform) -> None:
    await load(platform, row(OWN), apply=True)
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.exec_driver_sql("update items set state = 'cancelled' where layer = 'implementation'")
    for rows in (row(OWN), row(OWN, accept_condition="又改", task_version=2)):
        made = await load(platform, rows)
        (one,) = (await told(platform, made)).values()
        assert faults(one) == ["cancelled"]


async def test_what_a_load_lacked_and_the_body_wrote_stays_when_a_later_load_fills_it(platform: Platform) -> None:
    await load(platform, row(OWN, accept_condition=None), apply=True)
    await edited(platform, conditions="本单位写的条件")
    await load(platform, row(OWN, accept_condition=None), apply=True)
    made = await load(platform, row(OWN, accept_condition="来源库后来才填", task_version=2), apply=True)
    assert (await elements(platform))["conditions"] == "本单位写的条件"
    assert "kept_own" in str(await notes(platform, made))
    assert len(await attentions(platform)) == 1


async def test_what_a_body_claimed_after_an_undo_is_loaded_from_its_beginning(platform: Platform) -> None:
    base_id = await platform.hand_down()
    made = await load(platform, row(OWN), apply=True)
    before = await elements(platform)
    await then(platform, made, "undo", CENTRE)
    claimed = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)
    assert claimed.status_code == 201, claimed.text
    again = await load(platform, row(OWN), apply=True)
    assert (again["done"], again["faults"]) == (1, 0)
    now = await elements(platform)
    assert (now["conditions"], now["promised_limit"]) == (before["conditions"], before["promised_limit"])


async def test_a_row_that_says_no_version_is_told_where_it_would_go_over_one_and_goes_in_when_that_is_asked_for(
    any_platform: Platform,
) -> None:
    bare = row(OWN, accept_condition="未写版本", task_version=None)
    first = await load(any_platform, bare, apply=True)
    assert (first["state"], (await notes(any_platform, first))[0][0]) == ("applied", "new")
    await load(any_platform, row(OWN, accept_condition="第三版", task_version=3), apply=True)
    tried = await load(any_platform, bare)
    (one,) = (await told(any_platform, tried)).values()
    (said,) = one["faults"]
    assert (said["code"], said["severity"], "版本 3" in said["message_zh"]) == ("no_version", "note", True)
    ended = await load(any_platform, row(OWN, cd_operation="D", task_version=None))
    ((action, codes),) = await notes(any_platform, ended)
    assert (action, codes[-1]) == ("to_cancel", "no_version")
    same = await load(any_platform, row(OWN, accept_condition="第三版", task_version=None), apply=True)
    assert (same["state"], await notes(any_platform, same)) == ("applied", [("same", [])])
    asked = await load(any_platform, bare, apply=True, good_rows=True)
    assert (asked["state"], asked["done"], asked["faults"]) == ("applied", 1, 0)


def at(when: str | None, text: str, **more: Any) -> dict[str, Any]:
    return row(OWN, accept_condition=text, cd_time=when, **more)


async def test_a_row_of_the_loaded_version_with_an_earlier_time_is_told_and_not_taken(any_platform: Platform) -> None:
    await load(any_platform, at("2026-10-01 00:00:00", "年满八十周岁"), apply=True)
    made = await load(any_platform, at("2026年9月1日", "年满九十周岁"), apply=True)
    assert await notes(any_platform, made) == [("passed", ["older_version"])]
    words = (await told(any_platform, made))[1]["faults"][0]["message_zh"]
    assert "2026年9月1日" in words
    assert "2026-10-01" in words
    assert (await elements(any_platform))["conditions"] == "年满八十周岁"
    made = await load(any_platform, at("2026-11-01", "年满七十周岁"), apply=True)
    assert (made["state"], await notes(any_platform, made)) == ("applied", [("changed", [])])
    made = await load(any_platform, at("2026-10-15", "年满六十周岁"), apply=True)
    assert await notes(any_platform, made) == [("passed", ["older_version"])]
    made = await load(any_platform, at("2026-01-01", "第二版", task_version=2), apply=True)
    assert await notes(any_platform, made) == [("changed", [])], "the version goes before the time"


@pytest.mark.parametrize("when", [None, "前天下午"])
async def test_a_row_of_the_loaded_version_whose_time_cannot_be_compared_waits_for_a_person(
    any_platform: Platform, when: str | None
) -> None:
    await load(any_platform, at("2026-10-01 00:00:00", "年满八十周岁"), apply=True)
    same = await load(any_platform, at(when, "年满八十周岁"), apply=True)
    assert (same["state"], await notes(any_platform, same)) == ("applied", [("same", [])])
    made = await load(any_platform, at(when, "年满九十周岁"), apply=True)
    assert (made["state"], await notes(any_platform, made)) == ("ready", [("changed", ["no_order"])])
    assert (await elements(any_platform))["conditions"] == "年满八十周岁"
    made = await then(any_platform, made, "application", CENTRE)
    assert (made["state"], (await elements(any_platform))["conditions"]) == ("applied", "年满九十周岁")
    older = await load(any_platform, at("2026-09-01", "年满七十周岁"), apply=True)
    assert await notes(any_platform, older) == [("passed", ["older_version"])], "the time that was said still counts"
