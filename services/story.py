"""The story of one item, over HTTP: hand down → claim → compile → audit → publish → guide → circular → pull → trail."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.catalog.sheets import catalogue, confirmation_form
from services.player import Audit, Player
from services.sinks import Hook, Mailbox, mailbox, webhook
from services.world import MARK, PASSWORD
from shared import trail
from shared.bus.kafka import follow
from shared.world import Story, story

SMTP_PORT = 8025
Say = Callable[[str], None]

LINE, INFORMANT, CHECKER = "hlj-market-line", "jidong-market-informant", "jidong-market-checker"
LAWYER, STAFFING = "jidong-market-lawyer", "jidong-staffing-auditor"
LEGALITY, GOVERNMENT = "jidong-legality-auditor", "jidong-government-auditor"
CENTRE, CLERK, PLATFORM = "jidong-data-inspection", "jidong-service-clerk", "hlj-data-platform"
PEOPLE = (LINE, INFORMANT, CHECKER, LAWYER, STAFFING, LEGALITY, GOVERNMENT, CENTRE, CLERK, PLATFORM, MARK)


async def tell(url: str, say: Say = print, smtp_port: int = SMTP_PORT, bus_url: str = "memory://") -> "Teller":
    """Tell the story to a platform at an address."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        return await tell_over(http, say, smtp_port, bus_url)


async def tell_over(http: httpx.AsyncClient, say: Say, smtp_port: int, bus_url: str = "memory://") -> "Teller":
    """Tell the story over any HTTP client."""
    async with mailbox(smtp_port) as (box, _), webhook() as (hook, port):
        teller = Teller(Player(http), say, box, hook, port, bus_url)
        await teller.run()
    return teller


@dataclass
class Teller:
    """Tells the nine steps and keeps what was seen, for whoever checks it."""

    player: Player
    say: Say
    box: Mailbox
    hook: Hook
    hook_port: int
    bus_url: str
    story: Story = field(default_factory=story)
    item_id: str = ""
    code: str = ""
    edition: int = 0
    seen: dict[str, Any] = field(default_factory=dict)

    async def run(self) -> None:
        """All nine steps, in order."""
        for who in PEOPLE:
            await self.player.sign_in(who, PASSWORD)
        steps = (
            (
                "省级业务部门导入基本目录并下发",
                "the provincial line department imports a catalogue and hands it down",
                self.hand_down,
            ),
            (
                "县级部门收到并认领，当日完成的时限开始",
                "a county body claims it; the same-day clock starts",
                self.claim,
            ),
            (
                "信息员填写十四项要素，部分由确认单导入",
                "the informant fills the fourteen elements, partly from the form",
                self.fill,
            ),
            (
                "审核员提交；各部门分要素审核，一项退回，修改后第二轮全部通过",
                "audit by element, two rounds",
                self.audit,
            ),
            ("大数据中心质检、测试、发布、上线", "inspection, test, publish, online", self.publish),
            ("办事指南生成：网页、PDF、Word", "the guide is there in every form", self.guide),
            ("告知政务服务中心；5 个和 10 个工作日时限；通报送出", "told, clocks, circular", self.notify),
            (
                "省级平台按游标拉取；订阅者从总线读到同一内容",
                "the province pulls; a subscriber reads the same",
                self.pull,
            ),
            ("留痕可查、可验", "the trail shows and verifies", self.verify),
        )
        for number, (zh, en, step) in enumerate(steps, 1):
            self.say(f"\n【{number}】{zh}\n    {en}")
            await step()
        self.say("\n完 The end.\n")

    def tell(self, text: str) -> None:
        """One line under a step."""
        self.say(f"    · {text}")

    async def hand_down(self) -> None:
        """Import the catalogue sheet (a dry run first), then hand the item down."""
        data = catalogue.write([(b.basic_code, b.elements) for b in self.story.base_items])
        path = "/catalog/v1/catalogue/imports"
        dry = await self.player.sheet(path, LINE, data)
        self.tell(f"试运行 dry run: {[(r['basic_code'], r['action']) for r in dry['rows']]}")
        done = await self.player.sheet(f"{path}?apply=true", LINE, data)
        self.seen["import"] = done
        self.tell(f"已导入 applied: {done['applied']}，问题 faults: {len(done['faults'])}")
        code = self.story.base.basic_code
        to = await self.player.post(f"/catalog/v1/catalogue/{code}/hand-down", LINE, {"offices": []})
        self.seen["handed_down"] = to["offices"]
        self.tell(f"下发 {code}《{self.story.base.elements['name']}》给 {len(to['offices'])} 个机构 bodies")

    async def claim(self) -> None:
        """Claim from the inbox; when the story was told before, go on with the item that is there."""
        inbox = await self.player.get("/catalog/v1/desk/inbox", INFORMANT)
        code = self.story.base.basic_code
        offer = next((o for o in inbox["offers"] if o["code"] == code), None)
        if offer:
            item = await self.player.post(f"/catalog/v1/desk/offers/{offer['base_id']}/claim", INFORMANT)
            self.tell(f"{INFORMANT} 认领，实施编码 {item['code']}")
        else:
            mine = await self.player.get("/catalog/v1/desk/items", INFORMANT, limit=200)
            item = await self._set_free(next(i for i in mine if i["code"] == self.story.code))
            self.tell(
                f"此前已认领，接着变更 claimed before; this time it is a change: {item['code']}（{item['state_zh']}）"
            )
        self.item_id, self.code, self.edition = item["item_id"], item["code"], item["edition"]
        if offer:
            mine_due = [d for d in await self._duties(INFORMANT, 1) if d["kind"] == "elements_same_day"]
            self.seen["same_day"] = mine_due[0]
            self.tell(
                f"时限 clock: {mine_due[0]['kind_zh']}，{mine_due[0]['due_on']} 24:00 前（{mine_due[0]['clause']}）"
            )

    async def _set_free(self, item: dict[str, Any]) -> dict[str, Any]:
        """An item that an interrupted telling left on its way is brought to where a change can begin."""
        path = f"/catalog/v1/desk/items/{item['item_id']}"
        if item["state"] == "in_audit":
            audit = Audit(self.player, item["item_id"], CHECKER)
            state = await audit.seen(CHECKER)
            auditors = {
                "department": LAWYER,
                "staffing": STAFFING,
                "legality": LEGALITY,
                "government_office": GOVERNMENT,
            }
            while state["state"] == "open":
                part = next(p["part"] for p in state["parts"] if p["verdict"] == "open")
                again = {"element": "conditions", "text": "上次演示中断，退回重来", "cites": "001 三（二）4"}
                verdict, remarks = ("returned", [again]) if part == "legality" else ("passed", [])
                state = await audit.decide(auditors[part], part, verdict, remarks)
            free = ("approved", "returned")
            await self.player.until(path, CHECKER, lambda d: d["item"]["state"] in free)
        state = (await self.player.get(path, CHECKER))["item"]["state"]
        if state in ("approved", "inspected"):
            await self.player.post(f"{path}/rejection", CENTRE, {"reason": "上次演示中断，退回重来"})
        for stage in {"tested": ("publication", "online"), "published": ("online",)}.get(state, ()):
            await self.player.post(f"{path}/{stage}", CENTRE)
        held: dict[str, Any] = (await self.player.get(path, CHECKER))["item"]
        return held

    async def _duties(self, who: str, least: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.player.until(
            "/notify/v1/duties", who, lambda ds: mine if len(mine := [d for d in ds if d["item_id"] == self.item_id]) >= least else None,
            closed=True, limit=200,
        )  # fmt: skip
        return found

    async def fill(self) -> None:
        """Import the confirmation form, then type the rest; each save says what is missing."""
        path = f"/catalog/v1/desk/items/{self.item_id}"
        form = confirmation_form.write(self.story.form)
        saved = await self.player.sheet(f"{path}/form", INFORMANT, form, If_Match=f'"{self.edition}"')
        self.tell(
            f"导入确认单 form: {len(saved['changed'])} 项要素；尚缺 missing: {len(saved['missing']['jinchang14'])} 项"
        )
        self.seen["after_form"] = saved
        body = {"elements": self.story.by_hand, "reason": "信息员填写"}
        match = {"If-Match": f'"{saved["edition"]}"'}
        saved = (await self.player.ask("PATCH", f"{path}/elements", INFORMANT, match, json=body)).json()
        self.seen["after_hand"] = saved
        self.edition = saved["edition"]
        self.tell(
            f"手工填写 by hand: 第 {self.edition} 版；尚缺 missing: {saved['missing']['jinchang14'] or '无 nothing'}"
        )

    async def audit(self) -> None:
        """Two rounds: the legality office returns one element, the informant mends it, only that part reopens."""
        path = f"/catalog/v1/desk/items/{self.item_id}"
        await self.player.post(f"{path}/submission", CHECKER, if_match=f'"{self.edition}"')
        audit = Audit(self.player, self.item_id, CHECKER)
        first = await audit.seen(CHECKER, lambda a: a["state"] == "open" and a["edition"] == self.edition)
        self.seen["first_round"] = first
        self.tell("分送 parts: " + "；".join(f"{p['zh']}（{p['verdict']}）" for p in first["parts"]))
        for who, part in ((LAWYER, "department"), (STAFFING, "staffing"), (GOVERNMENT, "government_office")):
            if any(p["part"] == part and p["verdict"] != "passed" for p in first["parts"]):
                await audit.decide(who, part, "passed")
        remark = {"element": self.story.wrong_element, "text": self.story.remark_zh}
        remark["cites"] = "《宁夏回族自治区市场登记管理办法》第四条"
        await audit.decide(LEGALITY, "legality", "returned", [remark])
        self.tell(f"法制退回 returned: {remark['text'][:40]}… 依据 {remark['cites']}")
        await self.player.until(path, INFORMANT, lambda d: d["item"]["state"] == "returned")
        remarks = await self.player.get(f"{path}/remarks", INFORMANT)
        self.seen["remarks"] = remarks
        body = {"elements": {self.story.wrong_element: self.story.mended}, "reason": "按法制意见修改"}
        match = {"If-Match": f'"{self.edition}"'}
        saved = (await self.player.ask("PATCH", f"{path}/elements", INFORMANT, match, json=body)).json()
        self.edition = saved["edition"]
        await self.player.post(f"{path}/submission", CHECKER, if_match=f'"{self.edition}"')
        second = await audit.seen(CHECKER, lambda a: a["edition"] == self.edition)
        self.seen["second_round"] = second
        opened = [p["zh"] for p in second["parts"] if p["verdict"] == "open"]
        self.tell(f"第二轮 round {second['round']}: 只重新打开 reopened only: {'、'.join(opened)}")
        await audit.decide(LEGALITY, "legality", "passed")
        await self.player.until(path, CHECKER, lambda d: d["item"]["state"] == "approved")
        self.tell("全部通过 all passed")

    async def publish(self) -> None:
        """Four stages; the public sees the new edition only after the last."""
        await self.subscribe()
        path = f"/catalog/v1/desk/items/{self.item_id}"
        for stage in ("inspection", "test"):
            done = await self.player.post(f"{path}/{stage}", CENTRE)
            self.tell(
                f"{'质检' if stage == 'inspection' else '测试'} {stage}: {'通过 passed' if done['passed'] else done['findings']}"
            )
        await self.player.post(f"{path}/publication", CENTRE)
        before = await self.player.http.get(f"/catalog/v1/items/{self.code}")
        seen = before.json()["edition"] if before.is_success else None
        self.seen["before_online"] = seen
        guide = await self.player.http.get(f"/guide/v1/guides/{self.code}")
        self.seen["guide_before_online"] = guide.status_code
        self.tell(f"已发布未上线，公众看到 public sees: {seen or '尚无 nothing yet'}")
        await self.player.post(f"{path}/online", CENTRE)
        record = await self.player.get(f"/catalog/v1/items/{self.code}")
        self.seen["record"] = record
        self.tell(f"已上线 online: 第 {record['edition']} 版 {record['hash'][:12]}")

    async def guide(self) -> None:
        """The guide in its forms."""
        path = f"/guide/v1/guides/{self.code}"
        view = await self.player.until(path, "", lambda g: g if g["edition"] == self.edition else None)
        self.seen["guides"] = {}
        for name, link in view["links"].items():
            answer = await self._rendered(link)
            self.seen["guides"][name] = answer.content
            self.tell(f"{link}  {answer.headers['content-type'].split(';')[0]}  {len(answer.content)} 字节 bytes")

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

    async def notify(self) -> None:
        """The centre's inbox, the two clocks, the mail and the webhook."""
        duties = [
            d
            for d in await self._duties(CLERK, 3)
            if d["kind"] in ("hall_update", "guide_placement") and not d["closed_on"]
        ]
        self.seen["duties"] = duties
        for duty in duties[-2:]:
            days = sum(step["counted"] for step in duty["working"])
            self.tell(
                f"{duty['kind_zh']}: {duty['due_on']} 前（第 {days} 个工作日，{duty['clause']}），{duty['light']}"
            )
        inbox = await self.player.until(
            "/notify/v1/inbox",
            CLERK,
            lambda cs: [c for c in cs if c["item_id"] == self.item_id and c["kind"] == "online"],
        )
        self.seen["circular"] = inbox[0]
        self.tell(f"站内 inbox: {inbox[0]['title']}")
        await self.player.ask("POST", f"/notify/v1/circulars/{inbox[0]['circular_id']}/receipt", CLERK)
        configured = {c["id"]: c["configured"] for c in await self.player.get("/notify/v1/channels", CLERK)}
        await self._wait_for("邮件 mail", lambda: self.box.mails, wanted=configured["email"])
        await self._wait_for("回调 webhook", lambda: self.hook.calls, wanted=True)

    async def _wait_for(self, what: str, there: Callable[[], Any], *, wanted: bool) -> None:
        for _ in range(300 if wanted else 1):
            if there():
                self.tell(f"{what}: 已收到 received")
                return
            await asyncio.sleep(0.1)
        self.tell(f"{what}: {'未收到 not received' if wanted else '未配置 not configured'}")

    async def pull(self) -> None:
        """The province reads the change feed by cursor; a subscriber sees the same event with the same hash."""
        cursor, found = 0, None
        while True:
            page = await self.player.get("/catalog/v1/changes", PLATFORM, cursor=cursor, limit=50)
            found = next((c for c in reversed(page["changes"]) if c["item_id"] == self.item_id), found)
            cursor = page["next"]
            if not page["more"]:
                break
        record = self.seen["record"]
        same = found is not None and found["record"] == record
        self.seen["pulled"], self.seen["cursor"] = found, cursor
        self.tell(
            f"游标 cursor {cursor}：第 {found['edition'] if found else '?'} 版，与公开记录一致 same record: {same}"
        )
        heard = await (self._from_kafka() if self.bus_url.startswith("kafka") else self._from_stream())
        self.seen["heard"] = heard
        self.tell(f"订阅者 subscriber: {heard}")

    async def _from_stream(self) -> str:
        """On the in-process bus the outside listens by server-sent events."""
        async with contextlib.aclosing(self._events()) as events:
            async for event in events:
                if event["subject"] == self.item_id and event["type"].endswith("item.online.v1"):
                    return f"{event['type']} 序号 sequence {event['sequence']}"
        return "没有 nothing"

    async def _events(self) -> AsyncGenerator[dict[str, Any], None]:
        async with asyncio.timeout(20), self.player.http.stream("GET", "/catalog/v1/events") as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])

    async def _from_kafka(self) -> str:
        """On Kafka anyone with access reads the topic."""
        async with asyncio.timeout(30), contextlib.aclosing(follow(self.bus_url, "item.changed")) as envelopes:
            async for envelope in envelopes:
                mine = envelope.subject == self.item_id and envelope.type.endswith("item.published.v1")
                if mine and envelope.data["record"] == self.seen["record"]:
                    return f"{envelope.type} 序号 sequence {envelope.sequence}，记录一致 same record"
        return "没有 nothing"

    async def verify(self) -> None:
        """Who did what, when and why; then each service's trail, in place and offline with the public key."""
        entries = await self.player.get(f"/catalog/v1/desk/items/{self.item_id}/trail", CHECKER)
        self.seen["trail"] = entries
        for entry in entries[-12:]:
            self.tell(f"{entry['at'][:19]}Z {entry['who']:<30} {entry['action']:<16} {entry['why'][:40]}")
        key = (await self.player.get("/catalog/v1/public-key"))["pem"]
        for service in ("catalog", "review", "guide", "notify"):
            state = await self.player.get(f"/{service}/v1/trail/verification", MARK)
            export = (await self.player.ask("GET", f"/{service}/v1/trail/export", MARK)).text
            faults = trail.verify(trail.lines_of(export), key)
            self.seen[f"trail:{service}"] = (state, faults)
            holds = state["holds"] and not faults
            self.tell(
                f"{service}: {state['entries']} 条 entries，{'完整 holds' if holds else f'有问题 {state} {faults}'}"
            )
