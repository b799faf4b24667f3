"""What words mean: numerals, labels of code tables, yes and no, citations."""

import re
import unicodedata
from functools import lru_cache

from shared.elements import ELEMENTS, TABLES
from shared.elements.model import Field
from shared.numerals import number

LONG = 200
NUMERAL = r"(?:[0-9]{1,6}|[零〇一二两三四五六七八九十百千]{1,9})"
YES = {"是", "有", "1", "true", "√", "☑", "支持", "可以", "需要", "y", "yes", "Y"}
NO = {"否", "不", "无", "0", "false", "×", "不支持", "不可以", "不需要", "n", "no", "N"}
ASKED = re.compile(
    r"^[\s\d一二三四五六七八九十.、（()）【\[]*(?:是否|有无|能否|可否)[^\s:：?？\]】—，,；;。]{1,40}?(?:[\s:：?？\]】—]+|为(?=[是否有无不]))"
)
"""A question that its answer stands after: 是否收费：否, 【是否收费】否, 是否收费 否, 是否收费为否."""
TICK = "☑√✓■●"
BOX = "□☐○"
AFTER, BEFORE = re.compile(rf"[{TICK}]\s*(\w{{1,3}})"), re.compile(rf"(\w{{1,3}})\s*[（(]?[{TICK}]")


@lru_cache(512)
def _labels(table: str, scheme: str) -> dict[str, str]:
    """Label → code of the scheme; labels of other schemes count where they map."""
    known = TABLES[table]
    found: dict[str, str] = {}
    for one in sorted(known.schemes.values(), key=lambda s: s.key != scheme):
        for code in one.codes.values():
            if (target := known.translate(code.code, one.key, scheme)) and not code.zh.startswith("扩展"):
                found.setdefault(bare(code.zh), target)
    return found


def bare(label: str) -> str:
    """A label without brackets, blanks and width."""
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", label))


ALIASES = {
    "纸质/电子化": "纸质或电子化", "电子": "电子化", "其他类行政权力": "其他行政权力", "其他类别行政权力": "其他行政权力", "其他权力": "其他行政权力",
    "其他职权": "其他行政权力", "其他行政职权": "其他行政权力", "公共服务事项": "公共服务", "公共服务类": "公共服务", "企业": "企业法人", "个人": "自然人",
    "公民": "自然人", "不需要": "非必要", "必须": "必要", "必需": "必要", "必备": "必要", "非必须": "非必要", "非必需": "非必要", "非必备": "非必要", "即办": "即办件", "即办事项": "即办件", "承诺": "承诺件", "承诺事项": "承诺件",
}  # fmt: skip
LEVELS = {
    word: label
    for label, words in {
        "国家级": "国家 中央",
        "省级": "省 自治区 直辖市",
        "市级": "市 设区的市 设区市 地市 地级市 地 州 自治州 市州 州市 地市州 盟 盟市",
        "县级": "县 区 旗 县区 区县 县市区 区县市 县旗 旗县 旗县区 旗县市区 县级市",
        "镇乡、街道级": "镇 乡 街道 乡镇 镇乡 镇街 街镇 乡街 镇街道 乡镇街 乡镇街道 镇乡街道 乡镇街道办事处 苏木 苏木镇 苏木乡镇",
        "村社区级": "村 社区 村社区 村居 村级社区 行政村 嘎查 嘎查村 嘎查村社区",
    }.items()
    for word in words.split()
}
"""What a level is called: 县（市、区）级, 设区的市, 省本级."""


SPELLED = re.compile("(?:国家|乡镇|街道|社区|[省市县区乡镇村]){2,6}[级]?")


def _level(label: str) -> str:
    return LEVELS.get(re.sub(r"[、,，/和或及]|本?级$", "", label), "")


def levels(text: str) -> list[str]:
    """The codes of several levels in words, every one of them known: 省、市、县三级, 省市县; nothing for one or none."""
    said = re.sub(r"[(（][^()（）]*[)）]|[各共]?[一二两三四五六]级$", "", text.strip())
    parts = [one for one in re.split(r"[、,，;；^|\s/]+|以?及|或者?|和|与", said) if one]
    if len(parts) == 1 and not _level(parts[0]):
        parts = re.findall("国家|乡镇|街道|社区|[省市县区乡镇村]", parts[0]) if SPELLED.fullmatch(parts[0]) else []
    found = [code(ELEMENTS["exercise_levels"], one) for one in parts]
    return list(dict.fromkeys(filter(None, found))) if len(set(found)) > 1 and None not in found else []


def code(field: Field, word: str) -> str | None:
    """The code that a label, a code, or key=code means."""
    word = word.rsplit("=", 1)[-1].strip()
    table, scheme = str(field.table), str(field.scheme)
    codes = TABLES[table].schemes[scheme].codes
    if word in codes:
        return word
    padded = word.zfill(2)
    if word.isdecimal() and padded in codes:
        return padded
    label = bare(word).replace("网上", "互联网") if field.key == "online_depth" else bare(word)
    labels = _labels(table, scheme)
    return labels.get(label) or labels.get(ALIASES.get(label) or _level(label)) or _answered(table, scheme, word)


@lru_cache(512)
def _pair(table: str, scheme: str) -> tuple[str, str] | None:
    """The codes of yes and no, where one label of a table denies another and no third grades it: 必要, 非必要."""
    labels = _labels(table, scheme)
    both = ((one, no + one) for one in labels for no in "非不" if no + one in labels)
    pairs = [(labels[yes], labels[no]) for yes, no in both if sum(yes in one for one in labels) == len((yes, no))]
    return pairs[0] if len(pairs) == 1 else None


def _answered(table: str, scheme: str, word: str) -> str | None:
    """The code of a yes or a no to what a table asks; a number would be a code, and 无 is nothing said."""
    answer = None if word.isdecimal() or word in ("有", "无") else yes_or_no(word)
    pair = None if answer is None else _pair(table, scheme)
    return pair[not answer] if pair else None


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or neither; in a word, after a question, or by what is ticked."""
    word = ASKED.sub("", text[:LONG].rsplit("=", 1)[-1].strip(), count=1).strip("。 ")
    word = _ticked(word)
    return True if word in YES else False if word in NO else None


def _ticked(said: str) -> str:
    """The word beside the tick, which stands on the side on which the boxes do: □是 ☑否, 是□ 否☑, 否（√）."""
    if len(said) < 2 or not set(said) & set(TICK):  # noqa: PLR2004 - a tick alone is a yes
        return said
    found = (AFTER if said[0] in TICK + BOX else BEFORE).findall(said)
    return found[0] if len(found) == 1 else said


def asks(text: str) -> bool:
    """Whether a question stands in a text, with a place for its answer."""
    return ASKED.match(text[:LONG]) is not None


ARTICLE = re.compile(
    rf"第?\s*({NUMERAL})\s*条?(?:\s*之\s*({NUMERAL}))?(?:第({NUMERAL})款)?(?:第?[（(]?({NUMERAL})[）)]?项)?"
)
RANGE = re.compile(rf"第?({NUMERAL})条?\s*(?:至|到|[-~—–]+)\s*第?({NUMERAL})条")
MOST_ARTICLES = 60


def _each(hit: re.Match[str]) -> str:
    """第十二条至第十五条 → each of the four."""
    first, last = number(hit[1]), number(hit[2])
    listed = range(first, min(last, first + MOST_ARTICLES - 1) + 1)
    return "、".join(f"第{one}条" for one in listed) or hit[0]


def articles(text: str) -> list[dict[str, int]]:
    """第七条、第四十八条 → two; 第五十二、第五十三条 → two; 7 → one."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = []
    said = RANGE.sub(_each, said)
    for part in re.split(r"[、,，;；/和及与\s]+", said):
        hit = ARTICLE.match(part) if part else None
        if hit and number(hit[1]):
            extra = {key: number(hit[at]) for key, at in (("insert", 2), ("paragraph", 3), ("item", 4)) if hit[at]}
            found.append({"article": number(hit[1])} | extra)
    return found


MANY = {
    "企事业单位": ["2", "3"],
    "法人": ["2", "3", "4"],
    "单位": ["2", "3", "4"],
    "组织": ["9"],
    "所有": ["1", "2", "9"],
}
PERSONS = re.compile(r"人员?$|者$|居民|公民|职工|老人|学生|户$")


def _one(key: str, part: str) -> list[str]:
    if found := code(ELEMENTS[key], part):
        return [found]
    if key == "service_objects":
        return MANY.get(bare(part), ["1"] if PERSONS.search(part) else [])
    return []


def codes(key: str, text: str) -> tuple[list[str], list[str]]:
    """The codes of a list in words, and the words that mean none."""
    said = text.rsplit("=", 1)[-1]
    parts = [part for part in re.split(r"[、,，;；^|\s/]+|或者?|和", said) if part]
    found = {part: _one(key, part) for part in parts}
    return list(dict.fromkeys(c for one in found.values() for c in one)), [
        part for part, one in found.items() if not one
    ]
