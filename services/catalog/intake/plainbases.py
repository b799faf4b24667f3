"""The legal bases of an item in the plain shape: title, number, words and articles, each article a basis of its own."""

import re
from typing import Any

from services.catalog.intake import words
from services.catalog.intake.builder import Builder
from services.catalog.intake.citations import ANNEX
from shared.asides import bare, marked

TITLE, NUMBER, ARTICLE = 300, 100, 20_000
"""How long the title of a basis, its number and its text may be."""
LABEL = re.compile(r"^[【\[][^】\]]{1,10}[】\]]")


def bases(to: Builder, raw: Any) -> None:
    """The bases of an item, as rows, as texts, or in one text."""
    if isinstance(raw, str):
        to.put("legal_bases", raw)
        return
    found = []
    for place, row in enumerate(to.given("legal_bases", raw)):
        path = f"legal_bases[{place}]"
        found += _cited(to, row, path) if isinstance(row, str) else _basis(to, row, path)
    if found:
        to.values["legal_bases"] = found


def _cited(to: Builder, said: str, path: str) -> list[dict[str, Any]]:
    found = to.bases(said, path)
    if not found:
        to.slip("article_unreadable", path, value=said)
    return found


def _basis(to: Builder, row: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """One basis, once for each of its articles."""
    title = to.short(row.get("title"), path)
    if not title:
        return []
    said = to.short(row.get("article"), path)
    annex = said if ANNEX.fullmatch(said) else ""
    said = "" if annex else said
    head = _head(to, row, title, annex, path)
    articles = words.articles(said) if said else []
    if said and not articles:
        to.slip("article_unreadable", path, value=said)
    if len(articles) > 1:
        to.slip("articles_in_one_field", path, value=said)
    return [head | {"insert": 0} | one for one in articles] or [head | {"article": None, "insert": 0}]


def _head(to: Builder, row: dict[str, Any], title: str, annex: str, path: str) -> dict[str, Any]:
    """The title by itself, the number, and the words; what stands behind the title in brackets belongs to the number."""
    inner = LABEL.sub("", title).strip()
    name, behind = marked(inner) or (inner, "")
    if inner != title and "【" in title:
        name, behind = title.replace("《", "").replace("》", ""), ""
    about = "；".join(dict.fromkeys(one for one in (bare(to.text(row.get("number"), path)), behind, annex) if one))
    head: dict[str, Any] = {"kind": "establishing", "title": to.cut(name, TITLE, path)}
    head |= {"document_number": to.cut(about, NUMBER, path)} if about else {}
    head |= {"text": to.cut(t, ARTICLE, f"{path}.text")} if (t := to.text(row.get("text"), path)) else {}
    return head
