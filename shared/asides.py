"""What stands in brackets behind the title of a law: its number, its version, that it is repealed, how it is called."""

import re

_OPEN, _SHUT = r"（(〔\[［【", r"）)〕\]］】"
_INNER = rf"[^{_OPEN}{_SHUT}]"
MOST = 4
ASIDE = rf"[{_OPEN}](?:{_INNER}|[{_OPEN}]{_INNER}{{0,40}}[{_SHUT}]){{0,200}}[{_SHUT}]"
"""One pair of brackets, with pairs inside."""
ASIDES = rf"(?:{ASIDE}\s*){{0,{MOST}}}"
_EACH = re.compile(ASIDE)
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
