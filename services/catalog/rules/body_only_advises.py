"""Whoever publishes the item handles it, and does not only give advice."""

import re
from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._organs import PLACE, RANK, chief_of, other
from services.catalog.rules._read import drawn_each, rows_of

ONLY = re.compile(
    r"(?:仅|只)(?:限于?|可以?|能|是|为|供|做|作|负责|提供|承担|开展|接受|受理|进行)*[^，。；;、\n]{0,6}?"
    r"(?:咨询(?!费|师|公司|机构|单位|企业)|宣传(?![材资单页册片画品])|解[答释]|导办|指引|转报|代收|转[递送])"
)
ELSEWHERE = re.compile(
    rf"(?:由|请?到|前往|赴)(?:(?![报或]|所在|指定)[一-鿿]){{0,4}}?({PLACE}|上)级?((?:(?!指定|所在)[一-鿿]){{0,12}}?)"
    r"(?:承办|办理)(?=[，,。；;）)\s]|$|[本该此])"
)
NOT_HERE = re.compile(
    r"本(?:单位|乡镇?|镇|街道|中心|社区|村|级|局|站|所|机关)(?:均|都|现|已|暂)?(?:不|无权|不再|不予|不能)(?:直接|具体)?"
    r"(?:受理|办理|承办|审批)(?=[，,。；;）)\s]|$|[本该此])"
)
FOR_OTHERS = re.compile(r"(?:如|若|涉及|权限|属于?|跨|超|其他|已|的)[^。；;\n]{0,30}$")
"""What is sent elsewhere is another matter: 市级权限的，请到市水务局办理."""
AT_TIMES = re.compile(
    r"(?:周[六日末]|星期|礼拜|节假日|双休日|午间?|夜间?|休息日|非工作时间|延时|期间)[^；;。\n]{0,20}$"
)
"""Then only: on Saturdays there is advice alone, and the item is handled on other days."""
CHANNEL = re.compile(r"(?:[网线]上|网站|网络|电话|热线|微信|公众号|小程序|邮箱|平台)[^，,；;。\n]{0,20}$")
"""There only: by telephone there is advice alone, and the item is handled at the window."""
HALL = re.compile(r"政务|便民|党群|服务(?:中心|站|大厅)|(?:行政|市民)中心|大厅|窗口")
"""Where many bodies have their desks, of whatever level it is."""
LONG = 2_000
SAYING = ("places", "consult", "note", "procedure", "office_hours")


def _advice(key: str, value: Any) -> tuple[str, str, str, str] | None:
    """The first place of an element that says so, its words, and to whom it sends; of places, each has to."""
    told = [(key, value[:LONG])] if isinstance(value, str) else []
    told += [
        (path, " ".join(one for one in row.values() if isinstance(one, str))[:LONG])
        for path, row in rows_of(key, value)
    ]
    found = [(path, *said) for path, words in told if (said := _said(words))]
    return found[0] if found and (key != "places" or len(found) == len(told)) else None


def _said(words: str) -> tuple[str, str, str] | None:
    for shape in (ONLY, NOT_HERE):
        for hit in shape.finditer(words):
            before = words[: hit.start()]
            if not AT_TIMES.search(before) and not (shape is ONLY and CHANNEL.search(before)):
                return hit[0], "", ""
    sent = ELSEWHERE.search(words)
    return (sent[0], sent[1], sent[2]) if sent and not FOR_OTHERS.search(words[: sent.start()]) else None


def _a_hall(name: str) -> bool:
    """政务服务中心民政局窗口 is in the hall, 民政局窗口 is a body's own."""
    chief = chief_of(name)
    return bool(HALL.search(name)) and not (chief and not HALL.search(chief))


def check(values: Values) -> Iterator[Found]:
    """Look at places, contacts and notes; the first is enough. The item's own level is nobody else's."""
    for _, said in drawn_each(values, SAYING, _advice):
        if said:
            path, words, place, name = said
            if place in RANK and (_a_hall(name) or not other(values, place, name)):
                continue
            yield Found(path, f"本单位不办理本事项：“{words}”", f"the body does not handle it: {words}")
            return


RULE = Rule(
    zh="公布单位办理本事项",
    en="The publisher handles the item",
    severity="warn",
    clause="G04",
    cure_zh="由有权办理的单位公布；本单位只作链接",
    cure_en="let the competent body publish it, and link there",
    check=check,
    passes=[
        {"places": [{"name": "政务服务大厅", "window": "咨询和受理窗口"}]},
        {"places": [{"name": "政务服务中心一楼3号窗口"}, {"name": "便民服务站，仅提供咨询"}]},
        {"office_hours": "工作日 9:00—17:00；周六仅提供咨询服务"},
        {"exercise_level": "4", "implementing_body": "某县公安局", "note": "由县级公安机关办理"},
        {"exercise_level": "4", "note": "变更登记地的，到所在地的市人民武装部办理转入手续；重大项目由国务院审批。"},
        {"exercise_level": "4", "note": "市级权限的请到市水务局办理；如需资质，请到市住建局办理。"},
        {"exercise_level": "4", "note": "已由市级部门办理的，不再重复办理"},
        {"exercise_level": "4", "implementing_body": "某县人力资源和社会保障局", "note": "请到县人社局办理。"},
        {"exercise_level": "4", "implementing_body": "某县民政局", "note": "到县民政局婚姻登记处办理。"},
        {"exercise_level": "4", "implementing_body": "某县民政局", "note": "到县政务服务中心综合窗口办理。"},
        {"exercise_level": "4", "note": "可就近到乡镇便民服务中心办理"},
        {"note": "网上只能提供咨询，须到窗口办理；仅限于宣传材料"},
        {"note": "只收取咨询费以外的费用；本中心不受理材料不齐的申请"},
    ],
    fails=[
        {"places": [{"name": "果子园乡仅可咨询,由县级承办"}]},
        {"note": "只提供咨询"},
        {"places": [{"name": "本街道只负责咨询引导，由区民政局办理"}]},
        {"places": [{"name": "本镇不受理，仅提供政策咨询"}]},
        {"note": "本社区仅负责代收转报，审批在区残联"},
        {"exercise_level": "5", "note": "具体业务到县民政局办理"},
        {"exercise_level": "4", "implementing_body": "某县民政局", "note": "由县人社局办理。"},
        {"exercise_level": "4", "implementing_body": "某县民政局", "note": "请到县人社局窗口办理。"},
        {"note": "电话仅提供咨询，本局不办理本事项"},
    ],
)
