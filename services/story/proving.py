"""The end: what the province pulled is held against what a subscriber read, and the trail is verified."""

from typing import Any

from services.story.cast import CHECKER, PLATFORM, ToldNoFurtherError
from services.story.subscriber import Subscriber, agree
from services.world import MARK
from shared import trail

LINES = 24


class Proving(Subscriber):
    """Steps 8 and 9."""

    async def pull(self) -> None:
        """The province reads the change feed by cursor; a subscriber heard the same edition and read the same record."""
        found = self.seen["pulled"] = await self._pulled()
        await self.tell(
            f"省级平台拉取 pulled: 第 {found['edition']} 版 {found['hash'][:12]}，游标 cursor {self.seen['cursor']}"
        )
        heard = self.seen["heard"] = await self.heard()
        said = f"{heard.type} 序号 sequence {heard.sequence}，第 {heard.edition} 版 {heard.hash[:12]}"
        agree(heard, found, self.edition)
        await self.tell(f"订阅者 subscriber: {said}，记录一致 same record")

    async def _pulled(self) -> dict[str, Any]:
        cursor, found = 0, None
        while True:
            page = await self.player.get("/catalog/v1/changes", PLATFORM, cursor=cursor, limit=50)
            found = next((c for c in reversed(page["changes"]) if c["item_id"] == self.item_id), found)
            cursor = self.seen["cursor"] = page["next"]
            if not page["more"]:
                break
        if found is None:
            raise ToldNoFurtherError("省级平台没有拉取到该事项 the province pulled no such item")
        record: dict[str, Any] = found["record"]
        return record

    async def verify(self) -> None:
        """Who did what, when and why, who audited and why it was returned; then each service's trail, also offline."""
        entries = self.seen["trail"] = await self.player.get(f"{self.desk}/trail", CHECKER)
        for entry in entries[-LINES:]:
            await self.tell(f"{entry['at'][:19]}Z {entry['who']:<26} {entry['action']:<15} {entry['why'][:120]}")
        audits = self.seen["audit_trail"] = await self.player.get("/review/v1/trail", CHECKER, subject=self.item_id)
        await self.tell(f"审核留痕 the trail of the audit: {len(audits)} 条 entries")
        key = (await self.player.get("/catalog/v1/public-key"))["pem"]
        for service in ("catalog", "review", "guide", "notify"):
            state = await self.player.get(f"/{service}/v1/trail/verification", MARK)
            export = (await self.player.ask("GET", f"/{service}/v1/trail/export", MARK)).text
            faults = trail.verify(trail.lines_of(export), key)
            self.seen[f"trail:{service}"] = (state, faults)
            holds = state["holds"] and not faults
            await self.tell(
                f"{service}: {state['entries']} 条 entries，{'完整 holds' if holds else f'有问题 {state} {faults}'}"
            )
