"""What belongs to the items of a dump waits on disk: memory does not grow with it."""

import io
import tracemalloc

from services.catalog import intake
from services.catalog.intake import Source

ITEMS, MATERIALS, WORDS = 400, 5, 4_000


def dump() -> bytes:
    """Items with materials, whose rows stand before and after theirs, out of order."""
    basic = ",".join(f"('g{n}','C{n}','事项{n}')" for n in range(ITEMS))
    rows = [
        f"('C{n}','{place}-{n}','{'x' * WORDS}',{MATERIALS - place})"
        for place in range(MATERIALS)
        for n in range(ITEMS)
    ]
    rows.append("('C999999','无主','',1)")
    return (
        "-- MySQL dump\n"
        f"INSERT INTO up_task_general_material (task_code,material_name,remark,order_num) VALUES {','.join(rows)};\n"
        f"INSERT INTO up_task_general_basic (rowguid,task_code,task_name) VALUES {basic};\n"
    ).encode()


def test_the_rows_of_an_item_come_in_their_order_and_are_not_all_in_memory() -> None:
    data = dump()
    taken = intake.read([Source("dump.sql", lambda: io.BytesIO(data))])
    tracemalloc.start()
    try:
        counted = 0
        for record in taken.records:
            names = [one["name"] for one in record.values["materials"]]
            assert names == [f"{place}-{counted}" for place in reversed(range(MATERIALS))]
            counted += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counted == ITEMS
    assert peak < len(data) * 0.9, "less than the text of the rows"
    assert [(one.slip, "C999999" in one.zh) for one in taken.notes] == [("orphan_rows", True)]
