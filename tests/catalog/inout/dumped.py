"""Dumps of the exchange tables for tests: rows of items, as SQL."""

from typing import Any

from shared.world import story, world

BASIC = "up_task_general_basic"
MARKET, CIVIL, SOCIAL, JIXI = (
    world().offices[key].credit_code for key in ("jidong-market", "jidong-civil", "jidong-social", "jixi-market")
)
LAW = "《宁夏回族自治区市场登记管理办法》第三条"
BASE = story().base.basic_code


def row(code: str, name: str = "市场设立登记", **more: Any) -> dict[str, Any]:
    """A sound row of an item, of this version and content."""
    return {
        "rowguid": f"g-{code}",
        "task_code": code,
        "task_name": name,
        "task_type": "07",
        "by_law": LAW,
        "accept_condition": "有固定场所",
        "anticipate_day": 30,
        "anticipate_type": "2",
        "promise_day": 15,
        "promise_type": "1",
        "limit_scene_num": 0,
        "task_state": "1",
        "task_version": 1,
        "cd_operation": "I",
    } | more


def code_of(body: str, level: int, basic: str = BASE) -> str:
    """The code under which a body has an item."""
    return f"{body}{level}{basic}"


def sql(*rows: dict[str, Any], table: str = BASIC) -> bytes:
    """The rows as a dump."""
    columns = list(dict.fromkeys(key for one in rows for key in one))
    told = ",\n".join(f"({','.join(_cell(one.get(key)) for key in columns)})" for one in rows)
    return f"-- MySQL dump\nINSERT INTO `{table}` ({','.join(f'`{c}`' for c in columns)}) VALUES\n{told};\n".encode()


def _cell(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"
