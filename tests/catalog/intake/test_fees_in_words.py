"""A text on fees is read into project, standard, basis and way of payment."""

from typing import Any

import pytest

from services.catalog.intake.plain import read
from services.catalog.rules import findings

PAID, BASED = "发改价格〔2004〕2831号", "《行政许可法》第五十九条"


def fees(said: str) -> dict[str, Any]:
    return read(1, {"fees": said, "materials": [], "legal_bases": []}).values


@pytest.mark.clause("C40")
@pytest.mark.parametrize(
    ("said", "rows"),
    [
        (
            "收费标准：每证10元；收费依据：《河道采砂收费管理办法》（黑价行〔2015〕12号）",
            [{"name": "每证10元", "standard": "每证10元", "basis": "《河道采砂收费管理办法》（黑价行〔2015〕12号）"}],
        ),
        (
            f"是否收费：是\n收费项目：号牌工本费\n收费标准：每副100元\n收费依据：{PAID}\n是否允许减免：否",
            [{"name": "号牌工本费", "standard": "每副100元", "basis": PAID, "reducible": False}],
        ),
        (
            "证书工本费10元/本，依据《收费办法》（财税〔2014〕101号）",
            [{"name": "证书工本费", "standard": "证书工本费10元/本", "basis": "依据《收费办法》（财税〔2014〕101号）"}],
        ),
        (
            f"1.工本费：每本10元；\n2.检测费：每次200元。\n依据：{BASED}",
            [{"name": "工本费", "standard": "工本费：每本10元"}, {"name": "检测费", "standard": "检测费：每次200元"}],
        ),
    ],
)
def test_a_text_on_fees_is_taken_apart_and_not_accused(said: str, rows: list[dict[str, Any]]) -> None:
    values = fees(said)
    assert values["fees"] == rows
    assert list(findings(values, only={"fee_has_basis"})) == []


@pytest.mark.parametrize(("way", "online"), [("窗口缴费、扫码支付", True), ("现金", False), ("详见大厅", None)])
def test_the_way_of_payment_says_whether_it_is_online(way: str, *, online: bool | None) -> None:
    assert fees(f"收费标准：10元；收费依据：{BASED}；缴费方式：{way}").get("pay_online") is online


@pytest.mark.parametrize("said", ["收费", "需缴费。", "按规定收费"])
def test_that_something_is_charged_and_no_more_is_told(said: str) -> None:
    assert [one.path for one in findings(fees(said), only={"fee_has_basis"})] == ["fees"]


def test_a_text_that_does_not_say_whether_a_fee_is_charged_is_told() -> None:
    record = read(1, {"fees": "详见收费公示栏", "materials": [], "legal_bases": []})
    assert "fees_unclear" in {one.slip for one in record.notes}
