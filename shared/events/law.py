"""What is said of laws."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.events.envelope import Event


class LawChanged(Event):
    """A law, or some of its articles, changed; items that stand on it are looked at again."""

    type: ClassVar[str] = "law.changed.v1"
    topic: ClassVar[str] = "law.changed"
    zh: ClassVar[str] = "法律法规变动"
    en: ClassVar[str] = "law changed"
    public: ClassVar[bool] = True
    law_id: str
    title: str
    change: Literal["in_force", "amended", "repealed", "partly_repealed", "renumbered"]
    articles: list[int] = Field(default=[], description="articles concerned; empty means the whole law")
    effective_on: str
    evidence: str

    def subject(self) -> str:
        """The law."""
        return self.law_id
