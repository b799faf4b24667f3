"""Circulars are made once per event and delivered until they arrive, or parked after hours of trying, never dropped."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.notify.channels import Message, RejectedError, channels
from services.notify.channels.webhook import fault_of
from services.notify.domain import RETRIES, next_pause
from services.sinks import Hook, Mailbox, mailbox, webhook
from shared.settings import Settings
from tests.badinput.support import CJK, problem
from tests.platform import Platform, opened

CLERK = "jidong-service-clerk"


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    """A receiver, and its address."""
    async with webhook() as (made, port):
        yield made, f"http://127.0.0.1:{port}/hook"


@pytest.fixture
async def mail(sqlite_settings: Settings) -> AsyncIterator[tuple[Platform, Mailbox]]:
    """A platform with a mail server, and the mailbox behind it."""
    async with mailbox() as (box, port):
        given = sqlite_settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
        async for platform in opened(given):
            yield platform, box


async def subscribe(platform: Platform, address: str, channel: str = "webhook", **other: str) -> Any:
    wanted = {"channel": channel, "address": address, "region": "230321"} | other
    return await platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=wanted)


async def circulars(platform: Platform, kind: str = "online", who: str = CLERK) -> list[Any]:
    return [c for c in (await platform.ask("GET", "/notify/v1/inbox", who)).json() if c["kind"] == kind]


async def delivery(platform: Platform, channel: str = "webhook") -> Any:
    (circular,) = await circulars(platform)
    path = f"/notify/v1/circulars/{circular['circular_id']}/deliveries"
    found = (await platform.ask("GET", path, CLERK)).json()
    return next(d for d in found if d["channel"] == channel)


async def tries(platform: Platform, count: int) -> None:
    """So many rounds of sending, each after the longest pause."""
    for _ in range(count):
        await platform.run_jobs()
        platform.clock.pass_(hours=3)


@pytest.mark.clause("G50")
async def test_the_service_centre_is_told_once_of_each_event(any_platform: Platform, online: dict[str, Any]) -> None:
    await any_platform.settle()
    assert len(await circulars(any_platform)) == 1


@pytest.mark.clause("G29")
async def test_the_service_centre_is_told_when_an_item_leaves(platform: Platform, online: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    await platform.ask("POST", path, "jidong-data-inspection", json={"does": "suspend", "reason": "大厅搬迁"})
    await platform.settle()
    (told,) = await circulars(platform, "suspended")
    assert "大厅搬迁" in told["body"]


@pytest.mark.parametrize(("who", "sees"), [(CLERK, 1), ("jixi-service-clerk", 1), ("hulin-service-clerk", 0),
                                           ("jidong-coal-informant", 0)])  # fmt: skip
async def test_a_circular_is_seen_by_those_it_is_for(
    platform: Platform, online: dict[str, Any], who: str, sees: int
) -> None:
    assert len(await circulars(platform, who=who)) == sees


async def test_a_circular_is_signed_for(platform: Platform, online: dict[str, Any]) -> None:
    (told,) = await circulars(platform)
    path = f"/notify/v1/circulars/{told['circular_id']}/receipt"
    assert [(await platform.ask("POST", path, CLERK)).status_code for _ in range(2)] == [204, 204]
    assert (await circulars(platform))[0]["read"]
    assert (await platform.ask("POST", path, "hulin-service-clerk")).status_code == 404


async def test_a_webhook_is_sent_once_and_signed_as_standard_webhooks_says(
    any_platform: Platform, hook: tuple[Hook, str]
) -> None:
    got, address = hook
    secret = (await subscribe(any_platform, address)).json()["secret"]
    await any_platform.online()
    await tries(any_platform, 3)
    ((headers, body),) = got.calls
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert secret.startswith("whsec_")
    assert 24 <= len(key) <= 64
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body)["type"] == "circular.online"
    assert (await delivery(any_platform))["state"] == "sent"


async def test_the_secret_is_shown_once(platform: Platform, hook: tuple[Hook, str]) -> None:
    await subscribe(platform, hook[1])
    (listed,) = (await platform.ask("GET", "/notify/v1/subscriptions", CLERK)).json()
    assert listed["secret"] == ""


async def test_a_receiver_that_fails_is_tried_again_under_the_same_id(
    platform: Platform, hook: tuple[Hook, str]
) -> None:
    got, address = hook
    await subscribe(platform, address)
    await platform.online()
    got.status = 503
    await tries(platform, 2)
    assert (await delivery(platform))["reason"] == "HTTP 503"
    got.status = 204
    await tries(platform, 1)
    assert len(got.calls) == 3
    assert len({headers["webhook-id"] for headers, _ in got.calls}) == 1
    assert (await delivery(platform))["state"] == "sent"


async def test_between_two_tries_there_is_a_pause_that_grows(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    await subscribe(platform, address)
    await platform.online()
    got.status = 503
    for calls, seconds in ((1, 8), (1, 4), (2, 28), (2, 4), (3, 0)):
        await platform.run_jobs()
        assert len(got.calls) == calls
        platform.clock.pass_(seconds=seconds)


def test_it_is_tried_for_at_least_four_hours() -> None:
    assert sum(RETRIES, timedelta()) >= timedelta(hours=4)
    assert list(RETRIES) == sorted(RETRIES)
    assert [next_pause(n) for n in (1, len(RETRIES), len(RETRIES) + 1)] == [RETRIES[0], RETRIES[-1], None]


async def test_after_the_last_try_it_is_parked_and_a_resend_works(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    await subscribe(platform, address)
    await platform.online()
    got.status = 500
    await tries(platform, len(RETRIES) + 3)
    assert len(got.calls) == len(RETRIES) + 1
    assert (await delivery(platform))["state"] == "parked"
    got.status = 204
    path = f"/notify/v1/circulars/{(await circulars(platform))[0]['circular_id']}/resending"
    assert (await platform.ask("POST", path, CLERK)).json() == {"queued": 1}
    await tries(platform, 1)
    assert (await delivery(platform))["state"] == "sent"


async def test_a_receiver_that_wants_no_more_is_parked_at_once(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    await subscribe(platform, address)
    await platform.online()
    got.status = 410
    await tries(platform, 2)
    assert (len(got.calls), (await delivery(platform))["state"]) == (1, "parked")


async def test_a_redirect_is_not_followed(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    got.status = 307
    await subscribe(platform, address)
    await platform.online()
    await tries(platform, 1)
    assert (len(got.calls), (await delivery(platform))["reason"]) == (1, "HTTP 307")


WRONG = [
    ("webhook", "https://internal.example/x", "host_not_allowed"),
    ("webhook", "http://10.0.0.1/", "host_not_allowed"),
    ("webhook", "ftp://127.0.0.1/", "not_an_address"),
    ("webhook", "http://user@127.0.0.1/", "not_an_address"),
    ("webhook", "http://", "not_an_address"),
    ("webhook", "http://[::1", "not_an_address"),
    ("email", "窗口@hall.example", "not_an_address"),
    ("email", "hall.example", "not_an_address"),
    ("email", "a@hall.example\n", "not_an_address"),
]


@pytest.mark.parametrize(("channel", "address", "code"), WRONG)
async def test_an_address_that_cannot_be_sent_to_is_refused_by_name_in_each_language(
    platform: Platform, channel: str, address: str, code: str
) -> None:
    body = {"channel": channel, "address": address, "region": "230321"}
    answer = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=body)
    shown = problem(answer, 422, "address")
    (fault,) = shown["faults"]
    assert (fault["path"], fault["code"]) == ("address", code)
    assert CJK.search(fault["cure_zh"])
    assert not CJK.search(shown["detail"] + fault["message"] + fault["cure"]), "English beside Chinese, not in it"


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"region": "230398"}], ids=["channel", "region"])
async def test_a_channel_or_a_place_that_is_none_is_refused_by_name(platform: Platform, wrong: dict[str, str]) -> None:
    body = {"channel": "email", "address": "a@hall.example", "region": "230321"} | wrong
    answer = await platform.ask("POST", "/notify/v1/subscriptions", "hlj-service-clerk", json=body)
    (path,) = wrong
    (fault,) = problem(answer, 422, path)["faults"]
    assert fault["path"] == path
    assert not CJK.search(fault["message"] + fault["cure"])


def test_production_reaches_no_host_that_is_not_named() -> None:
    strict = {"environment": "production", "auth_issuer": "https://id.example", "auth_jwks_url": "https://id.example/k"}
    assert fault_of("http://127.0.0.1/x", Settings(**strict))  # type: ignore[arg-type]
    named = Settings(**strict, webhook_hosts="hall.example")  # type: ignore[arg-type]
    assert fault_of("https://hall.example/x", named) is None
    assert fault_of("http://hall.example/x", named)


async def test_an_address_forbidden_after_it_was_subscribed_gets_nothing(hook: tuple[Hook, str]) -> None:
    got, address = hook
    message = Message("d", "t", "b", "online", "i", "now", address, "whsec_AAAA")
    with pytest.raises(RejectedError):
        await channels()["webhook"].send(message, Settings(webhook_hosts="hall.example"))
    assert got.calls == []


async def test_a_subscriber_of_another_territory_gets_nothing(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    other = {"channel": "webhook", "address": address, "region": "230381"}
    assert (
        await platform.ask("POST", "/notify/v1/subscriptions", "hulin-service-clerk", json=other)
    ).status_code == 201
    await platform.online()
    await tries(platform, 1)
    assert got.calls == []


@pytest.mark.parametrize(("region", "status"), [("230321", 201), ("230381", 403), ("230300", 403), ("999999", 403)])
async def test_nobody_subscribes_beyond_his_territory(
    platform: Platform, hook: tuple[Hook, str], region: str, status: int
) -> None:
    assert (await subscribe(platform, hook[1], region=region)).status_code == status


async def test_who_has_ended_a_subscription_gets_nothing(platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    made = (await subscribe(platform, address)).json()
    path = f"/notify/v1/subscriptions/{made['subscription_id']}"
    assert (await platform.ask("DELETE", path, "hulin-service-clerk")).status_code == 404
    assert (await platform.ask("DELETE", path, CLERK)).status_code == 204
    await platform.online()
    await tries(platform, 1)
    assert got.calls == []


async def test_a_mail_is_sent_once_with_the_deliverys_id(mail: tuple[Platform, Mailbox]) -> None:
    platform, box = mail
    await subscribe(platform, "hall@example.org", "email")
    await platform.online()
    await tries(platform, 3)
    (sent,) = box.mails
    assert sent["To"] == "hall@example.org"
    assert str(sent["Message-ID"]).startswith(f"<{(await delivery(platform, 'email'))['delivery_id']}@")
    assert "事项上线" in sent["Subject"]


async def test_a_mail_that_is_refused_for_now_is_tried_again(mail: tuple[Platform, Mailbox]) -> None:
    platform, box = mail
    await subscribe(platform, "hall@example.org", "email")
    await platform.online()
    box.refuse = "451 later"
    await tries(platform, 2)
    assert ((await delivery(platform, "email"))["state"], (await delivery(platform, "email"))["attempts"]) == (
        "queued",
        2,
    )
    box.refuse = ""
    await tries(platform, 1)
    assert len(box.mails) == 1


async def test_a_mail_that_is_refused_for_good_is_parked(mail: tuple[Platform, Mailbox]) -> None:
    platform, box = mail
    await subscribe(platform, "hall@example.org", "email")
    await platform.online()
    box.refuse = "550 no such mailbox"
    await tries(platform, 2)
    assert (await delivery(platform, "email"))["state"] == "parked"


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:1"], ids=["not configured", "down"])
async def test_without_a_mail_server_the_mail_waits(sqlite_settings: Settings, url: str) -> None:
    async for platform in opened(sqlite_settings.model_copy(update={"smtp_url": url})):
        await subscribe(platform, "hall@example.org", "email")
        await platform.online()
        await tries(platform, 2)
        held = await delivery(platform, "email")
        assert (held["state"], held["attempts"], bool(held["reason"])) == ("queued", 2, True)


async def test_two_replicas_send_a_circular_once(any_platform: Platform, hook: tuple[Hook, str]) -> None:
    got, address = hook
    await subscribe(any_platform, address)
    await any_platform.online()
    await asyncio.gather(any_platform.run_jobs(), any_platform.run_jobs())
    assert len(got.calls) == 1
