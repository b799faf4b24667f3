"""The story can be told again, also after a telling that was cut; and nobody who leaves a stream harms the others."""

import asyncio

import pytest

from services.player import AnsweredNoError
from services.sinks import mailbox, webhook
from services.story import CHECKER, PEOPLE, Teller
from shared.settings import Settings
from tests.platform import Platform, served


async def _told(platform: Platform, smtp_port: int, *, until: str = "") -> Teller:
    lines: list[str] = []
    async with webhook() as (hook, hook_port), mailbox(smtp_port) as (box, _):
        teller = Teller(platform.player, lines.append, box, hook, hook_port, "memory://")
        platform.sign_in(*PEOPLE)
        steps = (teller.hand_down, teller.claim, teller.fill, teller.audit)
        if until:
            for step in steps[:3]:
                await step()
            await platform.player.post(
                f"/catalog/v1/desk/items/{teller.item_id}/submission", CHECKER, if_match=f'"{teller.edition}"'
            )
        else:
            await teller.run()
        teller.seen["lines"] = lines
    return teller


@pytest.mark.slow
async def test_the_story_is_told_twice_and_after_a_cut(sqlite_settings: Settings) -> None:
    async with mailbox() as (_, port):
        pass
    given = sqlite_settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    async with served(given) as (platform, _):
        await _told(platform, port, until="in_audit")
        first = await _told(platform, port)
        second = await _told(platform, port)
        assert second.item_id == first.item_id
        assert second.edition > first.edition
        assert second.seen["heard"].sequence > first.seen["heard"].sequence
        for teller in (first, second):
            heard = teller.seen["heard"]
            assert (heard.edition, heard.hash) == (teller.edition, teller.seen["pulled"]["hash"])
            assert teller.box.mail(teller.seen["deliveries"]["email"])
            assert teller.seen["lines"][-1].strip() == "完 The end."
            assert [p["part"] for p in teller.seen["second_round"]["parts"] if p["verdict"] == "open"] == ["legality"]


async def _left(host: str, port: int, service: str, after: float) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /{service}/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await writer.drain()
    await asyncio.sleep(after)
    writer.transport.abort()
    del reader


@pytest.mark.slow
async def test_a_thousand_who_leave_a_stream_in_mid_read_harm_nobody(sqlite_settings: Settings) -> None:
    async with served(sqlite_settings) as (platform, address):
        port = int(address.rpartition(":")[2])
        for number in range(125):
            moments = (0.0, 0.001, 0.002, 0.004, 0.008, 0.012, 0.02, 0.03)
            names = ("catalog", "review", "guide", "notify")
            await asyncio.gather(*(_left("127.0.0.1", port, names[(number + n) % 4], m) for n, m in enumerate(moments)))
        ready = await platform.http.get("/healthz/ready")
        assert ready.status_code == 200, ready.text
        with pytest.raises(AnsweredNoError):
            await platform.player.get("/catalog/v1/items/nothing")
