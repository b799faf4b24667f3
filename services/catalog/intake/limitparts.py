"""Two limits in one cell, each by its label: 法定20个工作日，承诺5个工作日."""

import re
from functools import lru_cache

from services.catalog.intake.limits import AT_ONCE, BEFORE, MEASURED, plain

LIMITS = ("legal_limit", "promised_limit")
_SAID = rf"{BEFORE}(?:{MEASURED}|\d{{1,4}}\s*(?=$|[,;。、/|()\s法承])|{AT_ONCE.pattern}|无期限|不限|没有规定|无规定|无(?=$|[,;。、/|()\s]))"
LABEL = re.compile(
    r"(?:^|(?<=[\s,;。、/|()\[\]:日天年月时内办]))(?:对外|我[局厅委]|本[局厅委]|[较比按由从]|其中)?(?:(?P<legal_limit>法定|法律规定|法律法规规定)|(?P<promised_limit>承诺|(?:压缩|缩短|提速|缩减|精简)(?=[为至到])))"
    r"[为至到]?(?:的?(?:办结|办理|审批|完成|审查|办件))?(?:期限|时限|时间|天数|工作日数?)?[为是的]?\s*[::]?\s*[(]?\s*"
    rf"(?={_SAID})"
)
"""What says whose a limit is, where a limit follows; 法定节假日 and 承诺书 say nothing."""
CUT = re.compile(
    r"[,]?(?:压缩|缩短|提速|减少|缩减)(?:(?:了|约)?\d{1,3}(?:\.\d+)?(?:%|个?工作日|[日天])|而来|而成)?\)?[。]?$"
)
"""That the promise is shorter than the law, and how much."""
BETWEEN = " \t\n,;。、/|:([{"


@lru_cache(8192)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    said = plain(text)
    found = list(LABEL.finditer(said))
    if not found:
        return ()
    ends = [*(one.start() for one in found[1:]), len(said)]
    head = ("", said[: found[0].start()])
    told = [(str(one.lastgroup), said[one.end() : end]) for one, end in zip(found, ends, strict=True)]
    return tuple((key, part) for key, words in [head, *told] if (part := _bare(words)))


def _bare(words: str) -> str:
    """Without the signs between it and the next, and without a bracket that opened before it."""
    words = CUT.sub("", words.strip(BETWEEN))
    return words[:-1].strip(BETWEEN) if words.endswith(")") and words.count("(") < words.count(")") else words


def parts(said: str, key: str) -> dict[str, str]:
    """The words of each limit, where a label says that one is not of this key; nothing where no label does.

    What stands before the first label is of this key, if no label is; else nobody knows whose it is, and all of it is
    left as the words of this key, which are then more than one limit.
    """
    if key not in LIMITS:
        return {}
    told = _parts(said)
    found: dict[str, str] = {}
    for label, words in told:
        whose = label or key
        found[whose] = f"{found[whose]};{words}" if whose in found and found[whose] != words else words
    return found if set(found) - {key} else {}
