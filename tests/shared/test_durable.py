"""What is committed is on the disk: records of government are not traded for speed."""

from pathlib import Path

from shared.db import Database


async def test_sqlite_waits_for_the_disk_at_each_commit(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    async with db.writing() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"
    await db.close()
