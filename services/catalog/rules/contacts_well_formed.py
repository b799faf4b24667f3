"""A telephone has its area code, a mailbox an @, a site an address."""

import re
from collections.abc import Callable, Iterator, Mapping

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text
from shared.phones import phones

SHAPES: Mapping[str, Callable[[str], object]] = {
    "2": phones,
    "3": re.compile(r"https?://\S|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,}|(?:\d{1,3}\.){3}\d{1,3}", re.IGNORECASE).search,
    "4": re.compile(r"[\w.%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}", re.IGNORECASE).search,
}
NAMES = {"2": "电话", "3": "网址", "4": "邮箱"}
LONG = 2_000
MASKED = re.compile(r"〔略〕|\*{2,}")


def check(values: Values) -> Iterator[Found]:
    """Look at each channel's value; what was masked is passed over."""
    for key in ("consult", "complaint"):
        for path, row in rows(values, key):
            channel, value = text(row, "channel"), text(row, "value")
            shape = SHAPES.get(channel)
            if shape and value and not MASKED.search(value) and not shape(value[:LONG]):
                yield Found(
                    f"{path}.value", f"{NAMES[channel]}“{value[:40]}”格式不对", f"{value[:40]!r} is badly formed"
                )


RULE = Rule(
    zh="电话带区号，邮箱、网址格式正确",
    en="Contacts are well formed",
    severity="warn",
    clause="G34",
    cure_zh="电话写作 0467-0000001",
    cure_en="write 0467-0000001",
    check=check,
    passes=[
        {"consult": [{"channel": "2", "value": "0467-0000001"}, {"channel": "2", "value": "12345"}]},
        {"consult": [{"channel": "2", "value": "咨询电话：（0467）5581001转8002（综合窗口）"}]},
        {"consult": [{"channel": "3", "value": "黑龙江政务服务网（www.zwfw.hlj.gov.cn）"}]},
        {"complaint": [{"channel": "2", "value": "〔略〕"}, {"channel": "1", "value": "三楼"}]},
    ],
    fails=[
        {"consult": [{"channel": "2", "value": "2345678"}]},
        {"consult": [{"channel": "2", "value": "咨询电话：0467-558100"}]},
        {"consult": [{"channel": "4", "value": "信箱"}]},
    ],
)
