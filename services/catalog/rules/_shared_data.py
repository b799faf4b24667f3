"""The catalogue of data that offices share, and whether a material is one of them."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

BRACKET = re.compile(r"[（(][^（）()]*[）)]")
SIDES = re.compile(r"正[、和及与/]?副本|正[、和及与/]?反面|(?<=件)[、和及与/](?=复印件|影印件|扫描件)")
"""Where a sign between two words does not part two materials."""
NEXT = re.compile(r"以及|及其|或者|[、，,；;/+＋和及与或]")
NUMBER = r"[一二两三四五六七八九十\d]{1,3}"
AROUND = re.compile(
    rf"^\d{{1,2}}[.．]|(?:一式|各|共)?{NUMBER}[份张页]|原件|复印件|影印件|扫描件|电子件|电子版|照片|正本|副本|正反面|(?:正|反|双)面"
    r"|(?:户主|本人|个人|信息)页|首页|(?:第)?二代|有效(?:期内)?|加盖公章|签字|盖章|本人|申请人|的|[\W_]+"
)
"""What is said of a document beside which it is: how many, of what kind, which page."""
WHOSE = r"(?:代表|[^书证表件照函据册图章]){0,16}?(?:人|代表|家长|者|方|员|主|父母|父亲|母亲|子女|配偶|夫妻|夫妇|亲属|股东|单位|公司|企业|机构|组织|个体工商户|村民|居民|职工|学生)"
"""Words that end in a person or a body; none of them is a document of its own."""
PERSON = re.compile(WHOSE)
ELSE = re.compile(
    r"境外|国外|外国|外籍|外商|香港|澳门|港澳|台湾|台胞|军人|警官|缴[回销]|[交收退上]回|上交|注销|吊销|遗失"
)
"""Where no office here holds it, or the document itself is handed in."""


@cache
def catalogue() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern, name and holder of each."""
    text = files(__package__).joinpath("data", "shared_data.toml").read_text("utf-8")
    return tuple((_pattern(row), row["name"], row["holder"]) for row in tomllib.loads(text)["shared"])


def _pattern(row: dict[str, str]) -> re.Pattern[str]:
    return re.compile(f"(?:{WHOSE})?(?:{row['pattern']})" + (f"|{row['alone']}" if "alone" in row else ""))


@lru_cache(8192)
def shared(material: str) -> tuple[str, str] | None:
    """Names and holders of the shared data that a material is; None where its name says more than that."""
    name = SIDES.sub("", BRACKET.sub("", material))
    if ELSE.search(name):
        return None
    found = [_of(part) for part in NEXT.split(name) if not _beside(part)]
    if not found or None in found:
        return None
    names, holders = zip(*(one for one in found if one), strict=True)
    return "、".join(dict.fromkeys(names)), "、".join(dict.fromkeys(holders))


def _beside(part: str) -> bool:
    """Whether a part of a name names no material: how it is handed in, or one more person whose it is."""
    bare = AROUND.sub("", part)
    return "照片" not in part and (not bare or PERSON.fullmatch(bare) is not None)


def _of(part: str) -> tuple[str, str] | None:
    bare = AROUND.sub("", part)
    return next(((name, holder) for pattern, name, holder in catalogue() if pattern.fullmatch(bare)), None)
