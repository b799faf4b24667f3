"""A telephone has its area code, a mailbox an @, a site an address."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PHONE = r"(?:\(?0\d{2,3}\)?[-— ]?\d{7,8}(?:[-转]\d{1,6})?|1\d{10}|1[0-9]{2,4}|9\d{4}|[48]00[- ]?\d{3}[- ]?\d{4})"
SHAPES = {
    "2": re.compile(rf"{PHONE}(?:[、,，/; ]\s*{PHONE}){{0,9}}"),
    "3": re.compile(r"https?://\S+|[\w.-]+\.[a-z]{2,}\S*"),
    "4": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
}
NAMES = {"2": "电话", "3": "网址", "4": "邮箱"}
MASKED = re.compile(r"〔略〕|\*{2,}")


def check(values: Values) -> Iterator[Found]:
    """Look at each channel's value; what was masked is passed over."""
    for key in ("consult", "complaint"):
        for path, row in rows(values, key):
            channel, value = text(row, "channel"), text(row, "value")
            shape = SHAPES.get(channel)
            if shape and value and not MASKED.search(value) and not shape.fullmatch(value):
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
        {"complaint": [{"channel": "2", "value": "〔略〕"}, {"channel": "1", "value": "三楼"}]},
    ],
    fails=[{"consult": [{"channel": "2", "value": "2345678"}]}, {"consult": [{"channel": "4", "value": "信箱"}]}],
)
