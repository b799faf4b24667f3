"""What a plain scan of the texts finds, the index finds, on both databases: recall is whole and nothing is too much."""

import random
import uuid
from collections.abc import AsyncIterator
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog import store
from services.catalog.domain.searching import folded, grams, initials, marked, searchable, spelled, ways
from services.catalog.store.search import Wanted
from shared.db import Database

WORDS = "县级审批行政许可市场登记身份证部分社会保障医疗卫生食品经营变更注销备案ABC2026第十二条（）、，0467zx"
TRADITIONAL = opencc.OpenCC("s2t")
TEXTS = st.text(alphabet=WORDS, min_size=1, max_size=40)


@given(TEXTS, st.data())
def test_any_part_of_a_text_is_met_by_its_tokens_and_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    found = searchable("名", (), {"note": text})
    tokens = set(found.tokens.split())
    for term in ways(part):
        assert any(tokens.issuperset(way.tokens) and way.text in found.body for way in term), term


@given(TEXTS)
def test_traditional_and_wide_writing_fold_to_the_same(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert folded(TRADITIONAL.convert(text)) == folded(text) == folded(wide)


def test_words_written_otherwise_are_met_either_way() -> None:
    for written, asked in (("居民身分證", "居民身份证"), ("居民身份证", "居民身分證"), ("線上申辦", "网上申办")):
        found = searchable("名", (), {"note": written})
        assert any(way.text in found.body for way in ways(asked)[0]), (written, asked)


def test_initials_are_those_that_people_say() -> None:
    assert [initials(n) for n in ("县级审批（试行）", "重庆长寿", "鸡东ABC证", "行政許可")] == [
        "xjspsx",
        "cqcs",
        "jdabcz",
        "xzxk",
    ]
    assert {"~xjs", "~jsp"} <= marked("xjsp")


def test_long_numbers_have_tokens_that_few_others_have() -> None:
    assert "2303" in grams("112303219900012200")
    assert [way.tokens for way in ways("230321")[0]] == [("0321", "2303", "3032")]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    made = Database(request.getfixturevalue(f"{request.param}_settings").database_of("catalog"))
    yield made
    await made.close()


def item_row(number: int, office: str) -> dict[str, Any]:
    """A row of the items table, as wide as it is."""
    return {
        "item_id": str(uuid.UUID(int=number)),
        "code": f"{number:031}",
        "office": office,
        "region": ("230321", "230300", "620300")[number % 3],
        "item_type": ("01", "07")[number % 2],
    }


def texts_of(chance: random.Random, count: int) -> list[tuple[str, str]]:
    parts = [
        "食品经营",
        "许可",
        "变更",
        "注销",
        "社会保障卡",
        "身份证",
        "身分證",
        "補領",
        "县级审批",
        "第12條",
        "ABC",
        "登記",
    ]
    return [
        (
            "".join(chance.choices(parts, k=chance.randint(2, 5))),
            "，".join(chance.choices(parts, k=chance.randint(1, 9))),
        )
        for _ in range(count)
    ]


def by_scan(asked: str, name: str, body: str) -> bool:
    """A plain scan, without a token: every word stands somewhere in the text, either way it is written."""

    def met(term: str) -> bool:
        text = " ".join([folded(name), folded(body)])
        either = any(one in there for one in (term, spelled(term)) for there in (text, spelled(text)))
        return either or (term.isascii() and not term.isdigit() and term in initials(name))

    return all(met(term) for term in folded(asked).split())


async def test_the_index_finds_what_a_scan_finds_and_pages_through_all_of_it(database: Database) -> None:
    chance = random.Random(4)
    office = "112303219900012200"
    texts = texts_of(chance, 300)
    async with database.writing() as connection:
        for number, (name, body) in enumerate(texts):
            row = item_row(number, office)
            kept = row | vars(searchable(name, (), {"note": body}))
            await store.index_online(connection, kept | {"edition": 1})
    cuts = [
        text[at : at + size]
        for name, body in texts[:25]
        for text in (name, body)
        for at in (0, 3)
        for size in (1, 2, 4)
    ]
    asked = [c for c in [*cuts, "spjy", "xk", "审批 许可", "身份证 補領", "身分", "没有的词", "abc", "12"] if folded(c)]
    async with database.reading() as connection:
        for q in dict.fromkeys(asked):
            wanted = Wanted(ways(q), live=True)
            scan = {n for n, (name, body) in enumerate(texts) if by_scan(q, name, body)}
            counted = await store.facets(connection, wanted)
            assert sum(row.count for row in counted) == len(scan), q
            by_region = {r: sum(row.count for row in counted if row.region == r) for r in ("230321", "620300")}
            assert by_region == {
                "230321": len([n for n in scan if n % 3 == 0]),
                "620300": len([n for n in scan if n % 3 == 2]),
            }
