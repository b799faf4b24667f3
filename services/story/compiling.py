"""The first half: handed down, claimed, filled in, audited."""

from typing import Any

from services.catalog.sheets import catalogue, confirmation_form
from services.player import Audit
from services.story.cast import CENTRE, CHECKER, GOVERNMENT, INFORMANT, LAWYER, LEGALITY, LINE, STAFFING, Telling


class Compiling(Telling):
    """Steps 1 to 4."""

    async def hand_down(self) -> None:
        """Import the catalogue sheet (a dry run first), then hand the item down."""
        data = catalogue.write([(b.basic_code, b.elements) for b in self.story.base_items])
        path = "/catalog/v1/catalogue/imports"
        dry = await self.player.sent_sheet(path, LINE, data)
        await self.tell(f"试运行 dry run: {[(r['basic_code'], r['action']) for r in dry.json()['rows']]}")
        done = await self.player.sheet(f"{path}?apply=true", LINE, data, If_Match=dry.headers["ETag"])
        self.seen["import"] = done
        await self.tell(f"已导入 applied: {done['applied']}，问题 faults: {len(done['faults'])}")
        code = self.story.base.basic_code
        to = await self.player.post(f"/catalog/v1/catalogue/{code}/hand-down", LINE, {"offices": []})
        self.seen["handed_down"] = to["offices"]
        await self.tell(f"下发 {code}《{self.story.base.elements['name']}》给 {len(to['offices'])} 个机构 bodies")

    async def claim(self) -> None:
        """Claim from the inbox; when the story was told before, go on with the item that is there."""
        inbox = await self.player.get("/catalog/v1/desk/inbox", INFORMANT)
        code = self.story.base.basic_code
        offer = next((o for o in inbox["offers"] if o["code"] == code), None)
        if offer:
            item = await self.player.post(f"/catalog/v1/desk/offers/{offer['base_id']}/claim", INFORMANT)
            await self.tell(f"{INFORMANT} 认领，实施编码 {item['code']}")
        else:
            mine = await self.player.get("/catalog/v1/desk/items", INFORMANT, limit=200)
            item = await self._set_free(next(i for i in mine if i["code"] == self.story.code))
            await self.tell(
                f"此前已认领，接着变更 claimed before; this time it is a change: {item['code']}（{item['state_zh']}）"
            )
        self.item_id, self.code, self.edition = item["item_id"], item["code"], item["edition"]
        if offer:
            mine_due = [d for d in await self.duties(INFORMANT, 1) if d["kind"] == "elements_same_day"]
            self.seen["same_day"] = mine_due[0]
            await self.tell(
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

    async def fill(self) -> None:
        """Import the confirmation form, then type the rest; each save says what is missing."""
        path = self.desk
        form = confirmation_form.write(self.story.form)
        saved = await self.player.sheet(f"{path}/form?looked=true", INFORMANT, form, If_Match=f'"{self.edition}"')
        await self.tell(
            f"导入确认单 form: {len(saved['changed'])} 项要素；尚缺 missing: {len(saved['missing']['jinchang14'])} 项"
        )
        self.seen["after_form"] = saved
        body = {"elements": self.story.by_hand, "reason": "信息员填写"}
        match = {"If-Match": f'"{saved["edition"]}"'}
        saved = (await self.player.ask("PATCH", f"{path}/elements", INFORMANT, match, json=body)).json()
        self.seen["after_hand"] = saved
        self.edition = saved["edition"]
        await self.tell(
            f"手工填写 by hand: 第 {self.edition} 版；尚缺 missing: {saved['missing']['jinchang14'] or '无 nothing'}"
        )

    async def audit(self) -> None:
        """Two rounds: the legality office returns one element, the informant mends it, only that part reopens."""
        path = self.desk
        await self.player.post(f"{path}/submission", CHECKER, if_match=f'"{self.edition}"')
        audit = Audit(self.player, self.item_id, CHECKER)
        first = await audit.seen(CHECKER, lambda a: a["state"] == "open" and a["edition"] == self.edition)
        self.seen["first_round"] = first
        await self.tell("分送 parts: " + "；".join(f"{p['zh']}（{p['verdict']}）" for p in first["parts"]))
        for who, part in ((LAWYER, "department"), (STAFFING, "staffing"), (GOVERNMENT, "government_office")):
            if any(p["part"] == part and p["verdict"] != "passed" for p in first["parts"]):
                await audit.decide(who, part, "passed")
        remark = {"element": self.story.wrong_element, "text": self.story.remark_zh}
        remark["cites"] = "《宁夏回族自治区市场登记管理办法》第四条"
        await audit.decide(LEGALITY, "legality", "returned", [remark])
        await self.tell(f"法制退回 returned: {remark['text'][:40]}… 依据 {remark['cites']}")
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
        await self.tell(f"第二轮 round {second['round']}: 只重新打开 reopened only: {'、'.join(opened)}")
        await audit.decide(LEGALITY, "legality", "passed")
        await self.player.until(path, CHECKER, lambda d: d["item"]["state"] == "approved")
        await self.tell("全部通过 all passed")
