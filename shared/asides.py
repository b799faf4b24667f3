"""What stands in brackets behind the title of a law: its number, its version, that it is repealed, how it is called."""

import re

_OPEN, _SHUT = r"（(〔\[［【", r"）)〕\]］】"
_INNER = rf"[^{_OPEN}{_SHUT}]"
MOST, LONGEST = 4, 300
ASIDE = rf"[{_OPEN}](?:{_INNER}|[{_OPEN}]{_INNER}{{0,40}}[{_SHUT}]){{0,200}}[{_SHUT}]"
"""One pair of brackets, with pairs inside."""
ASIDES = rf"(?:{ASIDE}\s*){{0,{MOST}}}"
_EACH = re.compile(ASIDE)
_ALL = re.compile(rf"(?:{ASIDE}\s*)+")
_SAID = re.compile(r"\d|号|修[正订]|废止|失效")
_SHORT = re.compile(r"\s*(?:以下|下)?(?:简|统)?称")
_ENDED = re.compile(r"(?<!未)(?<!没有)(?<!不)(?:废止|失效|停止执行|停止施行)(?=$|[，,。；;、）)】〕\]\s])")
_PARTLY = re.compile(r"部分|其中|条款|原[^，。；]{0,20}(?:废止|失效)|同时废止|第[^，。；]{1,9}[条款项]")


def ended(told: str) -> bool:
    """Whether words about a law say that it is no longer in force, as a whole."""
    return bool(_ENDED.search(told)) and not _PARTLY.search(told)


def numbers(run: str) -> str:
    """What a run of brackets says of a law, one after the other; neither a label nor a short name."""
    told = ((hit[0][0], hit[0][1:-1].strip()) for hit in _EACH.finditer(run))
    return "；".join(one for sign, one in told if one and not _SHORT.match(one) and (sign != "【" or _SAID.search(one)))


_LABELLED = re.compile(r"^\s*[【\[][^】\]]{1,10}[】\]]\s*")
_MARKED = re.compile(rf"《((?:[^《》]|《[^《》]*》){{2,300}})》\s*((?:{ASIDE}|[^《》]){{0,{LONGEST}}})")
_TAIL = re.compile(rf"\s*(?:({ASIDE})|[{_OPEN}]([^{_SHUT}]*))$")
_ABOUT = re.compile(
    r"\d|号|修[正订改]|废止|失效|公布|通过|[主国]席令|[简统]称|[一二三四五六七八九〇零]{4}年|现行|[旧新]版|版本|最新"
)
_EDITION = re.compile(r"\d年?本\W?$")
_ARTICLE = re.compile(r"第[\d零〇一二三四五六七八九十百千]{1,9}条")
_VERSION = re.compile(
    r"[\s，,]*((?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:第?[一二三四五六七八九十]次)?(?:修[正订改]版?|版|本))$"
)


def apart(said: str) -> tuple[str, str]:
    """The title of a law by itself, and what stands behind it: its number, its version; "" for nothing.

    A bracket that is a part of the name stays: 某办法（试行）. What holds two titles stays as it is.
    """
    whole = _LABELLED.sub("", said).strip()
    if hit := _MARKED.fullmatch(whole):
        name, inner = _stripped(hit[1].strip())
        return name, _joined(inner, hit[2].strip())
    return _stripped(whole if whole.count("《") == whole.count("》") else whole.strip("《》 "))


def marked(said: str) -> tuple[str, str] | None:
    """What stands within 《》 and what behind it; None where that is no title with its number and version alone."""
    hit = _MARKED.fullmatch(said.strip())
    if not hit or _ARTICLE.search(_EACH.sub("", hit[2])):
        return None
    return hit[1].strip(), _joined(hit[2].strip())


def _stripped(name: str) -> tuple[str, str]:
    told: list[str] = []
    while True:
        hit = _TAIL.search(name) or _VERSION.search(name)
        if not hit or not hit.start() or not _ABOUT.search(hit[0]) or _EDITION.search(hit[0]):
            return name, _joined(*reversed(told))
        told.append(hit[0].strip("，, \n\t"))
        name = name[: hit.start()].rstrip()


def _joined(*parts: str) -> str:
    return "；".join(bare(one) for one in parts if one)


def bare(said: str) -> str:
    """What is said of a law, without the brackets around it."""
    return numbers(said) if _ALL.fullmatch(said) else said.strip("（）()，, ")
