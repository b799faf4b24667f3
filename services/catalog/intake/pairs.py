"""Questions with their answers, and errors with what is right, in one text: 问：…答：…, Q1: … A1: …, 1.…？…"""

import re

from services.catalog.intake.texts import lines_of

NUMBER = r"(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）.、．]\s{0,3})?"
MARKS = {
    "faqs": (r"提?问题?|常见问题|Q(?:uestion)?", r"答案?|解答|回答|答复|A(?:nswer)?"),
    "common_errors": (r"(?:常见)?错误(?:示例|做法|情形)?", r"正确(?:示例|做法|方法|填写|写法)?|纠正|更正"),
}
"""What stands before the first and before the second of each two."""
COLUMNS = {"faqs": ("question", "answer"), "common_errors": ("error", "correction")}
ASKS = re.compile(r"([^？?]{2,300}[？?])(.*)", re.DOTALL)
NEXT = re.compile(r"(?<=[。！!；;])(?=[^。！!；;？?]{2,300}[？?])")
LAST = re.compile(r"(.*[。！!；;\n])([^。！!；;？?\n]{2,300}[？?]\s{0,9})", re.DOTALL)
AT = r"(?:^|(?<=[\s。？?！!；;，,.…”）)]))"


def _mark(words: str) -> str:
    """One of the words with a colon behind it, or in brackets."""
    return rf"(?:(?:{words})\s?[\d一二三四五六七八九十]{{0,3}}\s?[:：]|[【\[（(](?:{words})\d{{0,3}}[】\])）][:：]?|(?:{words})\d{{1,3}}[.、．])"


SHAPES = {
    key: re.compile(rf"{AT}\s{{0,9}}{NUMBER}(?:(?P<first>{_mark(one)})|(?P<second>{_mark(two)}))", re.IGNORECASE)
    for key, (one, two) in MARKS.items()
}


def pairs(key: str, said: str) -> list[dict[str, str]]:
    """Each question with its answer; nothing where it is not certain of all of them which is which."""
    hits = list(SHAPES[key].finditer(said))
    found = _marked(said, hits) if hits else _asked(said) if key == "faqs" else []
    told = [(one.strip(), other.strip()) for one, other in found]
    return [dict(zip(COLUMNS[key], both, strict=True)) for both in told] if all(map(all, told)) else []


def questions(said: str) -> bool:
    """Whether there are questions alone, none of them with an answer."""
    lines = [ASKS.fullmatch(line) for line in lines_of(said)]
    return SHAPES["faqs"].search(said) is None and all(hit and not hit[2].strip() for hit in lines)


def _marked(said: str, hits: list[re.Match[str]]) -> list[tuple[str, str]]:
    """By the marks, which take turns from the beginning, or stand before the answers alone."""
    turns = [bool(hit["first"]) for hit in hits]
    ends = [hit.start() for hit in hits[1:]] + [len(said)]
    told = [said[hit.end() : end] for hit, end in zip(hits, ends, strict=True)]
    before = said[: hits[0].start()]
    if turns == [True, False] * (len(hits) // 2) and not before.strip():
        return list(zip(told[::2], told[1::2], strict=True))
    return [] if any(turns) else _answered(before, told)


def _answered(first: str, told: list[str]) -> list[tuple[str, str]]:
    """Each answer with the question that stands at the end of what is before it."""
    split = [LAST.fullmatch(one) for one in told[:-1]]
    asked = [first, *(hit[2] for hit in split if hit)]
    answers = [*(hit[1] for hit in split if hit), told[-1]]
    sure = all(split) and all(one.rstrip().endswith(("?", "？")) for one in asked)
    return (
        [(re.sub(rf"^\s*{NUMBER}", "", one), other) for one, other in zip(asked, answers, strict=True)] if sure else []
    )


def _asked(said: str) -> list[tuple[str, str]]:
    """By the question marks: a question with its answer behind it, or the answer in the lines below.

    What ends as a question is no answer.
    """
    lines = [one for line in lines_of(said) for one in NEXT.split(line)]
    split = [hit.groups() if (hit := ASKS.fullmatch(line)) else ("", line) for line in lines]
    found: list[tuple[str, str]] = []
    for question, answer in split:
        if question:
            found.append((question, answer))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{answer}")
        else:
            return []
    return found if not any(answer.rstrip().endswith(("？", "?")) for _, answer in found) else []
