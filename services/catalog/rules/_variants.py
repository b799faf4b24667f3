"""Different business that one item names: 新办, 变更, 延续, 注销 and the like; precise rather than complete.

A word counts only where a phrase consists of such words and their dress: 变更时提交 names a business, 变更后的章程 does not.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

NOTHING: frozenset[str] = frozenset()
SEVERAL = 2
BRACKETS = re.compile(r"[（(〔\[【]([^（）()〔〕\[\]【】]*)[）)〕\]】]")
_SUFFIX = "(?:登记|许可|备案|申请|审批|核准|业务|事项|手续|证照?|执照|办理)*"
_AND = r"(?:[、，,/／;；和及与或]|以及|或者)"
_BEFORE = "(?:申请人?|企业|办理|属于?|用于|适用于?|仅|限|在|含|包括|包含|情形)*"
_AFTER = "(?:等|的|时|情形|情况|阶段|者|类|企业|单位|个人|应当?|需要?|须|必须|方|才|提交|提供|出具|携带|填写|填报|适用|使用)*"
_ENUMERATED = r"(?:[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)])"
BUT = ("除", "不含", "不包括", "非", "无需", "不", "已", "未", "因", "拟")
LONG, MOST = 100, 5_000
"""Signs of a phrase, and of a text that is looked at."""
_KINDS = "[两二三四五六七八九十\\d]{1,2}[种类项个]"
DIVIDED = re.compile(
    rf"[,，:：]?(?:主要|具体|[共又可])*(?:分为|分成|包[括含]|涵盖|(?:是|即|系)?指|[有设分]{_KINDS}(?:[:：]|[,，]?(?:分别)?(?:[是为]|包括)))"
    rf"[:：]?\s*([^,，。；;\n]+)"
)
"""What a benefit is divided into: 分为…, 是指…和…, 有三种：…, 包含…三类."""
OF_KINDS = re.compile(rf"等?(?:共?{_KINDS}.*|等)$")
BENEFIT = "(?:津贴|补贴|补助|救助|抚恤|慰问|奖励|保险)金?|生活费|资助"


@cache
def _business() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files(__package__).joinpath("data", "variants.toml").read_text("utf-8")
    return tuple((re.compile(row["match"]), str(row["zh"])) for row in tomllib.loads(text)["variant"])


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """A phrase of nothing but such words; two or more of them one after another; a label before its text."""
    word = f"(?:{'|'.join(pattern.pattern for pattern, _ in _business())})"
    words = f"{word}{_SUFFIX}(?:{_AND}{word}{_SUFFIX})*"
    label = rf"(?:申请|办理|关于)?{words}(?:的|时|情形|条件|材料|流程|程序)*"
    return {
        "word": re.compile(word),
        "phrase": re.compile(f"{_BEFORE}{words}{_AFTER}[。；;，,:：]?"),
        "run": re.compile(f"{word}{_SUFFIX}(?:{_AND}{word}{_SUFFIX})+(?!公告|后|前|的)"),
        "label": re.compile(
            rf"(?:^|[\n。；;，,:： ])(?:{_ENUMERATED})? ?{label} ?[:：]|(?:^|\n){_ENUMERATED} ?{label}(?:$|(?=\n))"
        ),
    }


@lru_cache(8192)
def phrase(text: str) -> frozenset[str]:
    """The business that a text names which says nothing else: 新办、变更时提交."""
    bare = "".join(text.split())
    return _in(bare) if 0 < len(bare) <= LONG and _forms()["phrase"].fullmatch(bare) else NOTHING


def _in(text: str) -> frozenset[str]:
    found = _forms()["word"].findall(text)
    return frozenset(zh for one in found for pattern, zh in _business() if pattern.fullmatch(one))


@lru_cache(8192)
def bracketed(name: str) -> frozenset[str]:
    """The business that a name says in brackets: 申请表（变更）."""
    return frozenset(one for inner in BRACKETS.findall(name) for one in phrase(inner))


@lru_cache(8192)
def listed(name: str) -> frozenset[str]:
    """The business that a name lists, in brackets or one after another: 许可证核发、变更、注销."""
    found = [phrase(inner) for inner in BRACKETS.findall(name)]
    bare = BRACKETS.sub("", name)
    found += [_in(one[0]) for one in _forms()["run"].finditer(bare) if not bare[: one.start()].endswith(BUT)]
    return max(found, key=len, default=NOTHING)


def labelled(text: str) -> list[frozenset[str]]:
    """The business that each label of a text names: 新办：… 变更：…"""
    lines = "\n".join(" ".join(line.split()) for line in text[:MOST].splitlines())
    return [_in(one[0]) for one in _forms()["label"].finditer(lines)]


def benefits(name: str, text: str) -> list[str]:
    """The benefits into which a text divides the one of the name: 福利补贴分为：高龄津贴、养老补贴."""
    subject = BRACKETS.sub("", name).strip()
    if len(subject) < SEVERAL:
        return []
    at = text.find(subject)
    divided = DIVIDED.match(text, at + len(subject) if at >= 0 else 0)
    parts = [OF_KINDS.sub("", one.strip()) for one in re.split("[、和及]", divided[1])] if divided else []
    sound = len(parts) >= SEVERAL and all(re.search(f"(?:{BENEFIT})$", one) for one in parts)
    return parts if sound else []


def apart(sets: Iterable[frozenset[str]]) -> list[str]:
    """The business of several that name different ones; nothing where all name the same."""
    named = list(dict.fromkeys(one for one in sets if one))
    return in_order(one for each in named for one in each) if len(named) >= SEVERAL else []


def in_order(found: Iterable[str]) -> list[str]:
    """As the table has them."""
    held = set(found)
    return [zh for _, zh in _business() if zh in held]


def of_cases(names: Iterable[str], texts: Iterable[str]) -> Iterator[str]:
    """The cases that conditions of materials name, where different ones name different cases."""
    known = sorted({one for one in names if len(one) >= SEVERAL}, key=len, reverse=True)
    said = [next((name for name in known if name in text), "") for text in texts]
    found = dict.fromkeys(one for one in said if one)
    yield from found if len(found) >= SEVERAL else ()
