"""What the Ningxia measures ask of whoever opens a market stands in the public guide."""

from typing import Any

import pytest

from tests.platform import Platform


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("登记机关组织开办或者与有关单位联合开办的市场，向上一级登记机关申请登记", marks=pytest.mark.clause("F19")),
        pytest.param("其他单位和个人开办的市场，向所在地县（市、区）登记机关申请登记", marks=pytest.mark.clause("F19")),
        pytest.param(
            "市场名称、市场地址、市场面积、上市商品种类、开办单位及负责人", marks=pytest.mark.clause("F24")
        ),
        pytest.param("不得与自治区行政区域内已经登记的市场重名", marks=pytest.mark.clause("F25")),
        pytest.param("登记证使用自治区统一分配的编号，核准登记后发布公告", marks=pytest.mark.clause("F27")),
        pytest.param("另行申请登记（办法第十二条）", marks=pytest.mark.clause("F28")),
        pytest.param("应当按季度、年度向登记机关报送各类商品的成交量、成交额", marks=pytest.mark.clause("F30")),
    ],
    ids=["one level up", "where it lies", "what is registered", "one name", "number and notice", "the firm", "reports"],
)  # fmt: skip
async def test_the_guide_says(platform: Platform, online: dict[str, Any], words: str) -> None:
    guide = await platform.ask("GET", f"/guide/v1/guides/{online['code']}.txt")
    assert words in "".join(guide.text.split())
