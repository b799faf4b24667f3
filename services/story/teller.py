"""Tells the nine steps, in order, to a platform at an address."""

from collections.abc import Awaitable, Callable

import httpx

from services.player import AnsweredNoError, Player
from services.sinks import mailbox, webhook
from services.story.cast import PEOPLE, SMTP_PORT, Say, ToldNoFurtherError
from services.story.compiling import Compiling
from services.story.proving import Proving
from services.story.publishing import Publishing
from services.world import PASSWORD

Step = Callable[[], Awaitable[None]]


class Teller(Compiling, Publishing, Proving):
    """Tells the nine steps and keeps what was seen."""

    def steps(self) -> tuple[tuple[str, str, Step], ...]:
        """Each step in both languages, and what it does."""
        return (
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

    async def run(self) -> None:
        """All nine steps."""
        for who in PEOPLE:
            await self.player.sign_in(who, PASSWORD)
        try:
            for number, (zh, en, step) in enumerate(self.steps(), 1):
                self.say(f"\n【{number}】{zh}\n    {en}")
                await step()
        finally:
            await self.hush()
        self.say("\n完 The end.\n")


async def tell(
    url: str, say: Say = print, smtp_port: int = SMTP_PORT, bus_url: str = "memory://", pace: float = 0.0
) -> Teller:
    """Tell the story to a platform at an address; what stands in its way is said in a line."""
    try:
        async with (
            mailbox(smtp_port) as (box, _),
            webhook() as (hook, port),
            httpx.AsyncClient(base_url=url, timeout=60) as http,
        ):
            teller = Teller(Player(http), say, box, hook, port, bus_url, pace)
            await teller.run()
            return teller
    except httpx.TransportError as gone:
        words = f"{url} 没有应答（先 make run，或用 --url 写明地址）Nothing answers there: make run first, or say --url"
        raise ToldNoFurtherError(f"{words}: {gone!r}") from gone
    except AnsweredNoError as refused:
        raise ToldNoFurtherError(f"平台未同意 The platform refused: {refused}") from refused
    except TimeoutError as late:
        raise ToldNoFurtherError(
            f"等不到后续（总线或某个服务停了？）What should follow does not come: {late}"
        ) from late
