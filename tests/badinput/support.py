"""What the tests of bad input, rights and privacy share: a clear problem, and that nothing changed."""

import re
from typing import Any

import httpx
from sqlalchemy import inspect, text

from tests.platform import Platform

CJK = re.compile(r"[一-鿿]")


def problem(answer: httpx.Response, status: int, code: str = "") -> dict[str, Any]:
    """The answer's problem document; fails unless it is one, in both languages, with this status and code."""
    assert answer.status_code == status, (answer.status_code, answer.text[:600])
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["type"].startswith("urn:shixiang:problem:")
    assert CJK.search(document["title_zh"])
    assert CJK.search(document["detail_zh"])
    assert document["title"]
    assert document["detail"]
    assert document["instance"].startswith("urn:request:")
    if code:
        assert document["code"] == code, document
    for fault in document.get("faults", ()):
        assert CJK.search(fault["message_zh"]), fault
        assert fault["message"], fault
        assert fault["cure_zh"] or fault["cure"], fault
    return document


async def dump(platform: Platform) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of every service."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, runtime in platform.host.runtimes.items():
        async with runtime.db.reading() as connection:
            tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
            for table in sorted(tables):
                rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).all()  # noqa: S608
                found[f"{name}.{table}"] = sorted((tuple(row) for row in rows), key=repr)
    assert len(found) > 20
    return found


def changed(before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """The tables that differ."""
    return [table for table in before if before[table] != after[table]]
