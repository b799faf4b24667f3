"""The second half: published, shown as a guide, told to those who must know."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from services.story.cast import CENTRE, CLERK
from services.story.subscriber import Subscriber

TOLD = ("hall_update", "guide_placement")


class Publishing(Subscriber):
    """Steps 5 to 7."""

    async def publish(self) -> None:
        """Four stages; the public sees the new edition only after the last."""
        await self.subscribe()
        await self._look_before()
        self.listen()
        path = self.desk
        for stage in ("inspection", "test"):
            done = await self.player.post(f"{path}/{stage}", CENTRE)
            await self.tell(
                f"{'质检' if stage == 'inspection' else '测试'} {stage}: {'通过 passed' if done['passed'] else done['findings']}"
            )
        await self.player.post(f"{path}/publication", CENTRE)
        before = await self.player.http.get(f"/catalog/v1/items/{self.code}")
        seen = before.json()["edition"] if before.is_success else None
        self.seen["before_online"] = seen
        guide = await self.player.http.get(f"/guide/v1/guides/{self.code}")
        self.seen["guide_before_online"] = guide.status_code
        await self.tell(f"已发布未上线，公众看到 public sees: {seen or '尚无 nothing yet'}")
        await self.player.post(f"{path}/online", CENTRE)
        record = await self.player.get(f"/catalog/v1/items/{self.code}")
        self.seen["record"] = record
        await self.tell(f"已上线 online: 第 {record['edition']} 版 {record['hash'][:12]}")

    async def guide(self) -> None:
        """The guide in its forms."""
        path = f"/guide/v1/guides/{self.code}"
        view = await self.player.until(path, "", lambda g: g if g["edition"] == self.edition else None)
        self.seen["guides"] = {}
        for name, link in view["links"].items():
            answer = await self._rendered(link)
            self.seen["guides"][name] = answer.content
            await self.tell(f"{link}  {answer.headers['content-type'].split(';')[0]}  {len(answer.content)} 字节 bytes")

    async def _rendered(self, link: str) -> httpx.Response:
        for _ in range(200):
            answer = await self.player.http.get(link)
            if answer.is_success:
                return answer
            await asyncio.sleep(0.05)
        raise TimeoutError(link)

    async def subscribe(self) -> None:
        """The service centre wants to be told by mail and by webhook; what earlier tellings left is ended."""
        for old in await self.player.get("/notify/v1/subscriptions", CLERK):
            await self.player.ask("DELETE", f"/notify/v1/subscriptions/{old['subscription_id']}", CLERK)
        for channel, address in (("email", "hall@example.org"), ("webhook", f"http://127.0.0.1:{self.hook_port}/hook")):
            wanted = {"channel": channel, "address": address, "region": "230321"}
            made = await self.player.post("/notify/v1/subscriptions", CLERK, wanted)
            self.seen[f"secret:{channel}"] = made["secret"]

    async def _look_before(self) -> None:
        """What earlier tellings left: it is not what this one waits for."""
        self.known = {d["duty_id"] for d in await self.player.get("/notify/v1/duties", CLERK, closed=True, limit=200)}
        self.known |= {c["circular_id"] for c in await self.player.get("/notify/v1/inbox", CLERK)}

    async def notify(self) -> None:
        """The centre's inbox, the two clocks, the mail and the webhook."""
        duties = [d for d in await self.duties(CLERK, len(TOLD), but=self.known) if d["kind"] in TOLD]
        self.seen["duties"] = duties
        for duty in duties:
            days = sum(step["counted"] for step in duty["working"])
            await self.tell(
                f"{duty['kind_zh']}: {duty['due_on']} 前（第 {days} 个工作日，{duty['clause']}），{duty['light']}"
            )
        circular = self.seen["circular"] = await self.player.until("/notify/v1/inbox", CLERK, self._of_this_telling)
        await self.tell(f"站内 inbox: {circular['title']}")
        path = f"/notify/v1/circulars/{circular['circular_id']}"
        await self.player.ask("POST", f"{path}/receipt", CLERK)
        configured = {c["id"]: c["configured"] for c in await self.player.get("/notify/v1/channels", CLERK)}
        sent = {d["channel"]: d["delivery_id"] for d in await self.player.get(f"{path}/deliveries", CLERK)}
        self.seen["deliveries"] = sent
        mail, call = sent.get("email", ""), sent.get("webhook", "")
        self.seen["mail"] = await self._wait_for("邮件 mail", lambda: self.box.mail(mail), wanted=configured["email"])
        self.seen["call"] = await self._wait_for("回调 webhook", lambda: self.hook.call(call), wanted=True)

    def _of_this_telling(self, circulars: list[dict[str, Any]]) -> dict[str, Any] | None:
        mine = [c for c in circulars if c["item_id"] == self.item_id and c["kind"] == "online"]
        return next((c for c in mine if c["circular_id"] not in self.known), None)

    async def _wait_for(self, what: str, there: Callable[[], Any], *, wanted: bool) -> Any:
        for _ in range(300 if wanted else 1):
            if found := there():
                await self.tell(f"{what}: 已收到 received")
                return found
            await asyncio.sleep(0.1)
        await self.tell(f"{what}: {'未收到 not received' if wanted else '未配置 not configured'}")
        return None
