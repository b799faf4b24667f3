"""A place is told down to the window or the room."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

_NUMBER = r"[\dA-Za-z〇零一二两三四五六七八九十百负]"
NEAR = re.compile(
    rf"窗口?|专区|专柜|柜[台面]|室|{_NUMBER}\s*(?:楼|层|[Ff]|厅|区(?!县))|楼层|[A-Za-z]-?\d{{1,3}}(?!\d|国道|省道|公路|高速)|(?:受理|综合服务|办事)区(?!县)|号(?=厅|楼|岗|台)"
    r"|(?:服务|总|咨询)台|(?:[办领]证|办税|登记|户籍|缴费)[一-鿿]{0,2}厅|(?<![\d号])\d{3,4}(?=$|[，,（(；;])|(?:[一-鿿]科|股|(?<!办事)处)(?=$|[\s，,。；;、（(\d])"
)
"""A floor, a room, a counter or an office; a hall alone and a number in the street are none."""
NOWHERE = re.compile(r"线上|网上|网站|网址|https?|APP|小程序|公众号|邮寄|电话")
"""What is no place to go to."""
SELF_SERVICE = "5"


def check(values: Values) -> Iterator[Found]:
    """Window, or an address that names one."""
    for path, row in rows(values, "places"):
        told = (
            text(row, "window")
            or NOWHERE.search(text(row, "name"))
            or NEAR.search(text(row, "address"))
            or NEAR.search(text(row, "name"))
        )
        if not told and text(row, "kind") != SELF_SERVICE:
            name = (text(row, "address") or text(row, "name"))[:40]
            yield Found(f"{path}.window", f"“{name}”未写到窗口或房间", f"{name}: which window or room?")


RULE = Rule(
    zh="办理地点写到窗口、房间",
    en="Places are told down to the window",
    severity="warn",
    clause="G34",
    cure_zh="补充楼层、窗口号或房间号",
    cure_en="add floor, window or room",
    check=check,
    passes=[
        {"places": [{"name": "政务服务大厅", "window": "3号窗口"}, {"name": "大厅", "address": "一楼综合窗口"}]},
        {
            "places": [
                {"name": "政务服务中心B区"},
                {"name": "县政务大厅A12"},
                {"name": "综合受理区"},
                {"name": "某局", "address": "中心大街1号3楼"},
            ]
        },
        {"places": [{"name": "县民政局社会救助科"}, {"name": "村委会办公室"}, {"name": "政务大厅二号楼"}]},
        {
            "places": [
                {"name": "公安局办证大厅"},
                {"name": "线上办理"},
                {"name": "政务中心302"},
                {"name": "图书馆服务台"},
            ]
        },
    ],
    fails=[
        {"places": [{"name": "户籍所在地村(居)委或乡镇人民政府"}]},
        {"places": [{"name": "政务服务大厅"}]},
        {"places": [{"name": "某镇政务服务中心", "address": "中心大街128号"}]},
        {"places": [{"name": "向阳街道办事处"}, {"name": "收费所", "address": "G102国道旁，高速服务区"}]},
    ],
)
