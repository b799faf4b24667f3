"""Several limits in one cell: a labelled one goes to its own element, of the others none is silently the first."""

import json
from typing import Any

import pytest

from services.catalog.intake import Record
from services.catalog.intake.limits import limit
from tests.catalog.intake.oddities import item
from tests.catalog.intake.test_limits import read, slips
from tests.catalog.intake.test_office_sheets import book
from tests.catalog.intake.test_office_sheets import read as sheet
from tests.catalog.intake.test_other_shapes import read as lines


def told(record: Record) -> list[Any]:
    found = (record.values.get(key) for key in ("legal_limit", "promised_limit"))
    return [one and (one["number"] or one["unit"]) for one in found]


@pytest.mark.parametrize(
    ("said", "legal", "promised"),
    [("法定时限：20个工作日\n承诺时限：25个工作日", 20, 25), ("法定20个工作日，承诺5个工作日", 20, 5), ("法定20个工作日，承诺即办", 20, "on_the_spot"),
     ("承诺时限：5（工作日）；法定时限：20（工作日）", 20, 5), ("法定：20个工作日 承诺：5个工作日", 20, 5), ("法定20/承诺5", 20, 5),
     ("法定：无；承诺：5个工作日", "none", 5), ("法定20个工作日（不含公示7日）、承诺5个工作日（不含公示7日）", 20, 5),
     ("法定时限为20个工作日，压缩至5个工作日", 20, 5), ("5个工作日（较法定20个工作日压缩75%）", 20, 5), ("法定时限：20个工作日", 20, None),
     ("法定20个工作日，承诺：受理1个工作日，审查3个工作日", 20, None), ("承诺时限：5个工作日", None, 5),
     ("5个工作日（由法定20个工作日压缩）", 20, 5), ("5个工作日（较法定20个工作日压缩15个工作日）", 20, 5), ("由法定的20个工作日压缩至5个工作日", 20, 5),
     ("5个工作日（不含法定节假日）", None, 5), ("5个工作日，申请人作出承诺2个工作日内补齐", None, 5)],
)  # fmt: skip
def test_each_labelled_limit_of_one_cell_goes_to_its_own_element(said: str, legal: object, promised: object) -> None:
    (record,), _ = sheet(book(["事项名称", "办理时限", "事项类型"], ["取水许可", said, "行政许可"]))
    assert told(record) == [legal, promised]
    assert ("limits_in_one" in slips(record)) is (legal is not None)
    if "日" in said:
        raw = {"事项名称": "取水许可", "办理时限": said}
        (same,), _ = lines(json.dumps(raw, ensure_ascii=False).encode())
        assert told(same) == [legal, promised]


@pytest.mark.parametrize("first", [True, False])
def test_what_the_limits_own_column_says_counts_and_another_one_elsewhere_is_told(first: bool) -> None:  # noqa: FBT001
    head = ["事项名称", *(["法定时限", "承诺时限"] if first else ["承诺时限", "法定时限"])]
    said = ["30个工作日", "法定20个工作日，承诺5个工作日"]
    (record,), _ = sheet(book(head, ["取水许可", *(said if first else said[::-1])]))
    assert told(record) == [30, 5]
    assert "limits_differ" in slips(record)
    raw = dict(zip(head, ["取水许可", *(said if first else said[::-1])], strict=True))
    (same,), _ = lines(json.dumps(raw, ensure_ascii=False).encode())
    assert told(same) == [30, 5]
    assert "limits_differ" in slips(same)


@pytest.mark.parametrize(
    "said",
    ["受理1个工作日，审查10个工作日，决定2个工作日", "受理1个工作日，现场核查10个工作日", "20个工作日，变更、注销5个工作日", "20个工作日；变更10个工作日",
     "20个工作日（省级），10个工作日（市级）", "20个工作日，简易程序即办", "20个工作日（含公示7日），变更5个工作日", "5个工作日（受理1个工作日，审核9个工作日）",
     "20（新办），5（变更5个工作日）", "20个工作日，原则上10个工作日内", "20个工作日，变更1个月", "20个工作日（1个工作日）", "20个工作日（变更30日）", "20个工作日（3个月）"],
)  # fmt: skip
def test_several_limits_of_steps_cases_or_levels_are_no_limit_of_the_item_and_that_is_told(said: str) -> None:
    found = limit(said, "工作日")
    assert (found.limit, found.slip) == (None, "limit_several")
    record = read(item(promised_limit={"text": said, "number": 1, "unit": "工作日"}))
    assert "promised_limit" not in record.values


@pytest.mark.parametrize(
    "said",
    ["20个工作日（二十日）", "20个工作日，变更20个工作日", "20个工作日，公示7日", "20个工作日，特殊情况延长10个工作日", "20个工作日（其中公示5个工作日）",
     "20个工作日（受理5个工作日，审核10个工作日，办结5个工作日）", "20个工作日，能当场办结的当场办结", "20个工作日（自2024年5月1日起执行）", "20个工作日，有效期5年",
     "20；说明：二十日内不能做出决定的，告知理由，十日内答复", "自受理之日起20个工作日内，需听证的另计30日，时间不计算在内", "20个工作日，自受理第二日起计算"],
)  # fmt: skip
def test_one_limit_said_twice_in_parts_or_with_an_exception_stays_one(said: str) -> None:
    found = limit(said, "工作日").limit
    assert found is not None
    assert found["number"] == 20


@pytest.mark.parametrize(
    ("said", "amount"),
    [("5个工作日（由原来的20个工作日压缩至5个工作日）", 5), ("5个工作日（原20个工作日）", 5), ("5个工作日，由20个工作日压缩而来", 5), ("5个工作日，压缩了15个工作日", 5),
     ("5个工作日（改革前为20个工作日）", 5), ("30日（一个月）", 30), ("1个月（30天）", 1), ("12个月（1年）", 12), ("1个工作日（24小时）", 1),
     ("20个自然日（15个工作日）", 20), ("15个工作日（约21个自然日）", 15)],
)  # fmt: skip
def test_what_a_limit_was_before_or_is_in_another_unit_is_no_other_limit(said: str, amount: int) -> None:
    record = read(item(promised_limit={"text": said, "number": None, "unit": "工作日"}))
    assert told(record)[1] == amount
    assert not slips(record) & {"limit_several", "limits_in_one"}


@pytest.mark.parametrize(
    ("said", "given", "taken"),
    [("20个工作日；变更10个工作日", 10, 10), ("受理1个工作日，审查10个工作日", 11, 11), ("受理1个工作日，审查10个工作日", 1, None), ("20个工作日；变更10个工作日", 7, None)],
)  # fmt: skip
def test_a_number_beside_several_limits_says_which_of_them_or_what_sum_counts(
    said: str, given: int, taken: int | None
) -> None:
    record = read(item(promised_limit={"text": said, "number": given, "unit": "工作日"}))
    assert told(record)[1] == taken
    assert ("limit_by_number" in slips(record), "limit_several" in slips(record)) == (taken is not None, taken is None)


def test_what_is_no_proper_fraction_is_no_number() -> None:
    assert limit("20/5", "工作日").limit is None
    assert limit("1/8", "工作日").limit is not None
