"""The next edition of the platform: this tree, copied, with what a release may add: a column, and a field of an event."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory

from shared import migrations
from shared.settings import Settings
from tests.faults.processes import REPO

MARK = "next"
MIGRATION = '''"""The edition of the code that wrote a line of the feed."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed", sa.Column("edition_of_code", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("feed", "edition_of_code")
'''


@dataclass(frozen=True)
class Edition:
    """A tree to run from, and the one before it."""

    tree: Path
    before: Path
    mark: str = MARK

    def migrate(self, settings: Settings) -> None:
        """Expand the databases while the old edition works on them."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SHIXIANG_")}
        values = {f"SHIXIANG_{k.upper()}": str(v) for k, v in settings.model_dump().items()}
        words = [sys.executable, "-m", "services", "migrate"]
        environment = kept | values | {"PYTHONPATH": str(self.tree)}
        done = subprocess.run(words, cwd=self.tree, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def next_edition(folder: Path) -> Edition:
    """Copy the tree and add to it."""
    skip = shutil.ignore_patterns("__pycache__")
    for part in ("services", "shared"):
        shutil.copytree(REPO / part, folder / part, ignore=skip)
    heads = tuple(ScriptDirectory.from_config(migrations.config("catalog")).get_heads())
    versions = folder / "services/catalog/migrations/versions"
    (versions / "9999_next.py").write_text(MIGRATION.format(revision="9999", before=heads))
    feed = 'feed = Table(\n    "feed",\n    CATALOG,\n'
    _change(folder / "services/catalog", feed, f'{feed}    Column("edition_of_code", String(20)),\n')
    row = 'row = {"seq": last,'
    _change(folder / "services/catalog", row, f'row = {{"edition_of_code": "{MARK}", "seq": last,')
    field = "    online_on: str ="
    _change(folder / "shared/events", field, f'    said_by: str = "{MARK}"\n{field}')
    return Edition(folder, REPO)


def _change(folder: Path, old: str, new: str) -> None:
    """Replace a text that stands in exactly one file."""
    found = [path for path in folder.rglob("*.py") if old in path.read_text("utf-8")]
    assert len(found) == 1, f"{old!r} stands in {found}"
    found[0].write_text(found[0].read_text("utf-8").replace(old, new), "utf-8")
