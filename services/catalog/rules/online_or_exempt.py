"""Every item is handled online, unless a special rule of law exempts it."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import flag, rows, text


def check(values: Values) -> Iterator[Found]:
    """Not online needs an entry of the whitelist; each entry needs an article."""
    exemptions = list(rows(values, "online_exemption"))
    if flag(values, "online") is False and not exemptions:
        yield Found("online_exemption", "不可网办，且不在白名单", "not online, and no exemption")
    for path, row in exemptions:
        if not cites_article(text(row, "basis")):
            yield Found(f"{path}.basis", "白名单没有法律法规的特殊规定", "the exemption cites no article")


_EXEMPT = {"scope": "1", "basis": "《保守国家秘密法》第三十条"}

RULE = Rule(
    zh="原则上全部网办，例外须有特殊规定",
    en="Online, or exempt by law",
    severity="warn",
    clause="G39",
    cure_zh="实现网办，或在白名单写明条款",
    cure_en="put it online, or cite the article that exempts it",
    check=check,
    passes=[{"online": True}, {"online": False, "online_exemption": [_EXEMPT]}],
    fails=[{"online": False}, {"online": False, "online_exemption": [{"scope": "1", "basis": "不适宜"}]}],
)
