"""The story's item comes in four parts that together make the whole, with one fault on purpose."""

import pytest

from services.catalog.sheets import catalogue, confirmation_form
from shared.codes import items
from shared.elements import faults, missing
from shared.world import story, world

STORY = story()


def test_it_is_the_market_of_jidong() -> None:
    assert STORY.office.key == "jidong-market"
    assert STORY.complete["name"] == "市场设立登记"
    assert items.implementation_fault(STORY.code) is None
    assert set(STORY.auditors.values()) <= world().offices.keys()
    assert STORY.code not in {item.code for item in world().items.values()}
    assert not {base.key for base in STORY.base_items} & world().base_items.keys()


def test_the_catalogue_sheet_gives_its_part() -> None:
    rows = [(base.basic_code, base.elements) for base in STORY.base_items]
    outcome = catalogue.read(catalogue.write(rows))
    assert [(entry.basic_code, entry.elements) for entry in outcome.entries] == rows
    assert outcome.faults == []
    assert [base.basic_code[9:] for base in STORY.base_items] == ["00Y", "001", "002", "003"]


def test_the_form_gives_its_part() -> None:
    outcome = confirmation_form.read(confirmation_form.write(STORY.form))
    (entry,) = outcome.entries
    assert entry.elements == STORY.form
    assert outcome.faults == []


@pytest.mark.clause("G34")
def test_the_parts_make_the_whole_and_each_is_needed() -> None:
    body = {key: STORY.complete[key] for key in ("implementing_body", "implementing_body_code", "exercise_level")}
    catalogue_part = STORY.catalogue | body
    assert missing(catalogue_part, "jinchang14", "07")
    with_form = catalogue_part | STORY.form
    assert {"steps", "remedies", "flow_chart", "faqs"} <= set(missing(with_form, "jinchang14", "07"))
    whole = with_form | STORY.by_hand | {STORY.wrong_element: STORY.mended}
    assert whole == STORY.complete
    for profile in ("jinchang14", "jixi_form", "guide"):
        assert missing(whole, profile, "07") == []
    assert faults(whole, partial=False) == []


def test_one_condition_is_wrong_first_and_the_remark_cites_an_article() -> None:
    assert STORY.form[STORY.wrong_element] == STORY.wrong
    assert "法律法规规定的其他条件" in STORY.wrong
    assert "其他条件" not in STORY.mended
    assert "第四条" in STORY.remark_zh
    assert "article 4" in STORY.remark_en
