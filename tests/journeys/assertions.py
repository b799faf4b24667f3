"""What must hold of the story, wherever it was told: every form of the platform has a test class of this."""

import base64
import hashlib
import hmac
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import docx
import httpx
import pypdf
import pytest
import segno

from services.sinks import Hook, Mailbox
from services.story import (
    CENTRE,
    CHECKER,
    CLERK,
    GOVERNMENT,
    INFORMANT,
    LAWYER,
    LEGALITY,
    PLATFORM,
    STAFFING,
    Teller,
    ToldNoFurtherError,
)
from services.story.subscriber import agree
from services.world import MARK, principal_of
from shared import trail
from shared.auth import Issuer
from shared.clock import BEIJING
from shared.elements import ELEMENTS, SECTIONS
from shared.settings import Settings
from shared.world import story, world
from tests.platform import operator

SERVICES = ("catalog", "review", "guide", "notify")
FOURTEEN = {
    "promised_limit", "conditions", "flow_chart", "handling_kind", "places", "consult", "complaint", "ways_to_apply",
    "visits", "materials", "fee_basis", "remedies", "steps", "faqs",
}  # fmt: skip
NEIGHBOURS = [a.username for a in world().accounts.values() if "informant" in a.roles]


@dataclass
class Told:
    """The story as it was told once, and what was looked up when it was over."""

    teller: Teller
    lines: list[str]
    box: Mailbox
    hook: Hook
    offered_to: set[str] = field(default_factory=set)
    inbox: list[dict[str, Any]] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    key: str = ""
    feed: str = ""
    listed: list[str] = field(default_factory=list)
    scanned: str = ""
    stream: list[dict[str, Any]] = field(default_factory=list)

    @property
    def seen(self) -> dict[str, Any]:
        """What the teller saw on the way."""
        return self.teller.seen

    @property
    def address(self) -> str:
        """What the QR code of the printed guide holds, from the words that describe the picture."""
        found = re.search(r'descr="二维码：([^"]+)"', _xml_of(self.seen["guides"]["docx"]))
        assert found
        return found[1].replace("&amp;", "&")


async def told(http: httpx.AsyncClient, teller: Teller, lines: list[str], given: Settings) -> Told:
    """Tell the story, then look around as others would. The operator is not in the template: he has only a token."""
    player, issuer, sample = teller.player, Issuer.of(given), world()
    player.tokens[MARK] = issuer.token(operator())
    for name in NEIGHBOURS:
        player.tokens[name] = issuer.token(principal_of(sample.accounts[name], sample))
    del player.tokens[INFORMANT]
    await teller.run()
    made = Told(teller, lines, teller.box, teller.hook)
    for name in NEIGHBOURS:
        offers = (await player.get("/catalog/v1/desk/inbox", name))["offers"]
        if any(offer["code"] == story().base.basic_code for offer in offers):
            made.offered_to.add(world().accounts[name].office)
    made.inbox = await player.get("/notify/v1/inbox", CLERK)
    made.key = (await player.get("/catalog/v1/public-key"))["pem"]
    for service in SERVICES:
        made.exports[service] = (await player.ask("GET", f"/{service}/v1/trail/export", MARK)).text
    made.feed = (await player.ask("GET", "/catalog/v1/changes", PLATFORM, params={"limit": 200})).text
    made.stream = await public_events(http)
    made.listed = [g["code"] for g in (await player.get("/guide/v1/guides"))["guides"]]
    made.scanned = (await http.get(httpx.URL(made.address).raw_path.decode())).text
    return made


async def public_events(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    """What the catalog's stream tells everyone, from its beginning to its end."""
    found: list[dict[str, Any]] = []
    async with http.stream("GET", "/catalog/v1/events", params={"after": 0}) as answer:
        async for line in answer.aiter_lines():
            if line.startswith('data: {"type"'):
                found.append(json.loads(line[6:]))
            elif line.startswith(": 已到最新"):
                break
    return [event for event in found if "subject" in event]


class TheStory:
    """One item from the hand-down to the circular. A subclass says on which form it was told, by its fixture `told`."""

    def test_it_is_told_to_its_end(self, told: Told) -> None:
        assert told.lines[-1].strip() == "完 The end."
        assert [n for n in range(1, 10) if f"【{n}】" in "".join(told.lines)] == list(range(1, 10))

    @pytest.mark.clause("G05", "G20")
    def test_the_catalogue_reaches_the_bodies_whose_line_and_level_it_is_and_no_other(self, told: Told) -> None:
        assert told.seen["import"]["faults"] == []
        assert [r["basic_code"] for r in told.seen["import"]["rows"]] == [b.basic_code for b in story().base_items]
        keys = {office.credit_code: key for key, office in world().offices.items()}
        assert {keys[code] for code in told.seen["handed_down"]} == {"jixi-market", "jidong-market", "hulin-market"}
        assert told.offered_to == {"jixi-market", "hulin-market"}, "the third has claimed it"

    @pytest.mark.clause("G33")
    def test_the_clock_of_the_claim_ends_on_the_day_of_the_claim(self, told: Told) -> None:
        duty = told.seen["same_day"]
        claimed = next(e["at"] for e in told.seen["trail"] if e["action"] == "item.claim")
        day = datetime.fromisoformat(claimed).astimezone(BEIJING).date().isoformat()
        assert (duty["kind"], duty["clause"]) == ("elements_same_day", "004 第十四条")
        assert (duty["started_on"], duty["due_on"], duty["office"]) == (day, day, story().office.credit_code)

    @pytest.mark.clause("G34")
    def test_the_form_brings_some_of_the_fourteen_and_saving_says_which_are_missing(self, told: Told) -> None:
        missing = set(told.seen["after_form"]["missing"]["jinchang14"])
        assert missing == FOURTEEN - {"conditions", "fee_basis", "materials"}
        assert told.seen["after_hand"]["missing"]["jinchang14"] == []

    @pytest.mark.clause("C21", "C27", "C28", "C43")
    def test_the_form_brings_exactly_what_it_says(self, told: Told) -> None:
        printed_again = {"name", "implementing_body", "legal_bases"}
        assert set(told.seen["after_form"]["changed"]) == story().form.keys() - printed_again

    @pytest.mark.clause("B24", "B25", "B26", "B27", "B28", "B29")
    def test_each_office_gets_the_elements_it_answers_for(self, told: Told) -> None:
        parts = {p["part"]: set(p["elements"]) for p in told.seen["first_round"]["parts"]}
        staffing = {"name", "item_number", "implementing_body", "item_type", "legal_bases"}
        of_those = {"implementing_body_code", "body_nature", "local_kind", "exercise_level", "exercise_levels"}
        legality = {"fee_basis", "conditions", "procedure"}
        of_these = {"fees", "charges", "approval_conditions", "prohibitions", "normative_clauses", "remedies"}
        assert set(parts) == {"staffing", "legality", "government_office", "department"}
        assert staffing <= parts["staffing"] <= staffing | of_those
        assert legality <= parts["legality"] <= legality | of_these
        assert parts["department"] == {"internal_flow"}
        assert {"promised_limit", "internal_flow", "flow_chart", "materials"} <= parts["government_office"]
        assert not parts["government_office"] & (parts["staffing"] | parts["legality"])
        assert story().complete.keys() - {"main_item_name"} <= set().union(*parts.values())

    @pytest.mark.clause("B27", "B28")
    def test_the_government_office_waits_for_the_departments_lawyers(self, told: Told) -> None:
        verdicts = {p["part"]: p["verdict"] for p in told.seen["first_round"]["parts"]}
        assert verdicts == {
            "department": "open",
            "staffing": "open",
            "legality": "open",
            "government_office": "waiting",
        }

    @pytest.mark.clause("B26")
    def test_the_return_names_the_element_and_cites_an_article(self, told: Told) -> None:
        (remark,) = told.seen["remarks"]
        assert (remark["part"], remark["element"], remark["text"]) == ("legality", "conditions", story().remark_zh)
        assert remark["cites"] == "《宁夏回族自治区市场登记管理办法》第四条"

    @pytest.mark.clause("B24", "B26")
    def test_only_the_part_that_was_touched_opens_again(self, told: Told) -> None:
        second = told.seen["second_round"]
        first = {p["part"]: p for p in told.seen["first_round"]["parts"]}
        states = {p["part"]: (p["verdict"], p["round"]) for p in second["parts"]}
        assert second["round"] == 2
        assert states == {
            "department": ("passed", 1),
            "staffing": ("passed", 1),
            "government_office": ("passed", 1),
            "legality": ("open", 2),
        }
        touched = [p["part"] for p in second["parts"] if p["seen"] != first[p["part"]]["seen"]]
        assert touched == ["legality"]

    @pytest.mark.clause("B32", "A26", "G13")
    def test_nothing_is_public_before_it_is_online(self, told: Told) -> None:
        assert told.seen["before_online"] is None
        assert told.seen["guide_before_online"] == 404
        record = told.seen["record"]
        assert (record["code"], record["edition"]) == (story().code, told.teller.edition)
        assert record["elements"]["conditions"] == story().mended
        assert told.listed == [story().code]

    @pytest.mark.clause("C51", "C43", "C27", "C28", "G49")
    def test_no_internal_field_is_in_any_public_thing(self, told: Told) -> None:
        things = {name: text_of(name, content) for name, content in told.seen["guides"].items()}
        things |= {"record": json.dumps(told.seen["record"], ensure_ascii=False), "feed": told.feed}
        things |= {"webhook": told.hook.calls[0][1].decode(), "mail": told.box.mails[0].get_content()}
        found = [(name, canary) for name, text in things.items() for canary in canaries() if canary in text]
        assert {"0467-0000012", "审批岗三", "登记注册股", "鸡东县市场监督管理局办事厅"} <= set(canaries())
        assert found == []

    @pytest.mark.clause("G49")
    def test_the_guide_has_all_its_sections_in_every_form(self, told: Told) -> None:
        guides = told.seen["guides"]
        assert {"html", "pdf", "docx"} <= guides.keys()
        assert guides["pdf"][:5] == b"%PDF-"
        empty_annex = {"annex_errors"}
        wanted = [s.zh for key, s in SECTIONS.items() if key not in empty_annex]
        for name in ("html", "pdf", "docx"):
            text = re.sub(r"\s", "", text_of(name, guides[name]))
            assert [zh for zh in wanted if zh not in text] == [], name
            assert all(re.sub(r"\s", "", row["name"]) in text for row in story().complete["materials"]), name
        headings = re.findall(r"<h2[^>]*>[^、<]+、(\S+)", guides["html"].decode())
        assert [heading for heading in headings if heading in wanted] == wanted

    def test_the_guide_has_its_flow_chart_and_a_code_that_can_be_scanned(self, told: Told) -> None:
        html = told.seen["guides"]["html"].decode()
        code = segno.make(told.address, error="m", micro=False).svg_inline(
            scale=4, border=1, omitsize=True, title="核对本指南的二维码"
        )
        chart = max(re.findall(r"<svg.*?</svg>", html.replace(code, ""), re.DOTALL), key=len)
        assert code in html
        assert "这份指南有效" in told.scanned
        assert all(row["name"] in re.sub(r"<[^>]+>|\s", "", chart) for row in story().complete["steps"])
        with io.BytesIO(told.seen["guides"]["docx"]) as file:
            assert len(docx.Document(file).inline_shapes) >= 2

    @pytest.mark.clause("G29", "G30", "G50", "G51")
    def test_the_hall_has_five_working_days_and_the_printed_guide_ten(self, told: Told) -> None:
        duties = {d["kind"]: d for d in told.seen["duties"]}
        assert {k: d["clause"] for k, d in duties.items()} == {
            "hall_update": "004 第十二条第三款",
            "guide_placement": "004 第十六条第二款",
        }
        for kind, days in (("hall_update", 5), ("guide_placement", 10)):
            assert_counted(duties[kind], days)

    @pytest.mark.clause("G29", "G50")
    def test_mail_webhook_and_inbox_get_the_circular_once_each(self, told: Told) -> None:
        item = told.teller.item_id
        online = [c for c in told.inbox if c["item_id"] == item and c["kind"] == "online"]
        title = f"事项上线：{story().base.elements['name']}"
        assert [c["title"] for c in online] == [title]
        assert [(m["To"], m["Subject"]) for m in told.box.mails] == [("hall@example.org", title)]
        sent = told.seen["deliveries"]
        assert told.seen["circular"]["circular_id"] == online[0]["circular_id"]
        assert told.seen["mail"] is told.box.mail(sent["email"]) is told.box.mails[0]
        assert told.seen["call"] is told.hook.call(sent["webhook"])
        assert told.box.mail(sent["webhook"]) is None
        ((headers, body),) = told.hook.calls
        assert headers["webhook-id"] == sent["webhook"]
        assert (json.loads(body)["type"], json.loads(body)["data"]["item_id"]) == ("circular.online", item)

    def test_the_webhooks_signature_holds_under_the_secret_and_no_other(self, told: Told) -> None:
        headers, body = told.hook.calls[0]
        secret = told.seen["secret:webhook"]
        assert signed(secret, headers, body) in headers["webhook-signature"].split()
        assert signed(secret, headers, body + b" ") not in headers["webhook-signature"]
        assert signed(f"whsec_{'A' * 43}=", headers, body) not in headers["webhook-signature"]

    def test_the_province_and_the_subscriber_get_what_the_public_sees(self, told: Told) -> None:
        heard, record = told.seen["heard"], told.seen["record"]
        assert told.seen["pulled"] == record
        assert heard.record == record
        assert (heard.type, heard.edition) == ("cn.shixiang.item.online.v1", told.teller.edition)
        assert (heard.edition, heard.hash) == (record["edition"], record["hash"])
        (said,) = [e for e in told.stream if e["type"] == heard.type and e["subject"] == told.teller.item_id]
        assert (said["sequence"], said["edition"], said["hash"]) == (heard.sequence, heard.edition, heard.hash)
        assert any(f"序号 sequence {heard.sequence}，第 {heard.edition} 版" in line for line in told.lines)

    def test_a_subscriber_who_heard_of_another_edition_would_end_the_story(self, told: Told) -> None:
        for other in ({"edition": 1}, {"hash": "0" * 64}, {"record": told.seen["record"] | {"name": "另一事项"}}):
            with pytest.raises(ToldNoFurtherError, match="不一致"):
                agree(replace(told.seen["heard"], **other), told.seen["pulled"], told.teller.edition)

    def test_the_trail_says_who_did_what_when_and_why_in_order(self, told: Told) -> None:
        entries = told.seen["trail"]
        assert [(e["who"], e["action"]) for e in entries] == [
            (INFORMANT, "item.claim"),
            (INFORMANT, "item.save"),
            (INFORMANT, "item.save"),
            (CHECKER, "item.submit"),
            (LAWYER, "audit.passed"),
            (STAFFING, "audit.passed"),
            (GOVERNMENT, "audit.passed"),
            (LEGALITY, "audit.returned"),
            ("service:catalog", "item.returned"),
            (INFORMANT, "item.save"),
            (CHECKER, "item.submit"),
            (LEGALITY, "audit.passed"),
            ("service:catalog", "item.approved"),
            (CENTRE, "item.inspected"),
            (CENTRE, "item.tested"),
            (CENTRE, "item.publish"),
            (CENTRE, "item.in_force"),
            (CENTRE, "item.online"),
        ]
        assert [e["at"] for e in entries] == sorted(e["at"] for e in entries)
        assert [e["seq"] for e in entries] == sorted({e["seq"] for e in entries})
        assert all(e["why"] and e["request_id"] for e in entries)
        verdicts = [e["who"] for e in lines(told, "review") if e["action"].startswith(("part.", "audit.", "review."))]
        assert {LAWYER, STAFFING, LEGALITY} <= set(verdicts)

    @pytest.mark.clause("B26")
    def test_the_trail_says_who_returned_it_and_why_to_all_who_see_the_items_work(self, told: Told) -> None:
        (returned,) = [e for e in told.seen["trail"] if e["action"] == "audit.returned"]
        assert returned["who"] == LEGALITY
        for words in (ELEMENTS["conditions"].zh, story().remark_zh, "《宁夏回族自治区市场登记管理办法》第四条"):
            assert words in returned["why"]
        assert any(LEGALITY in line and "audit.returned" in line and "第四条" in line for line in told.lines)
        audits = [(e["who"], e["action"]) for e in told.seen["audit_trail"]]
        assert (LEGALITY, "audit.returned") in audits

    @pytest.mark.parametrize("service", SERVICES)
    def test_the_trail_verifies_and_tampering_is_named(self, told: Told, service: str) -> None:
        state, faults = told.seen[f"trail:{service}"]
        assert (state["holds"], state["faults"], faults) == (True, [], [])
        told_lines = trail.lines_of(told.exports[service])
        assert trail.verify(told_lines, told.key) == []
        first = next(n for n, line in enumerate(told_lines) if line["kind"] == "entry")
        edited = [line | {"why": "别的理由"} if n == first else line for n, line in enumerate(told_lines)]
        deleted = [line for n, line in enumerate(told_lines) if n != first]
        for tampered, fault in ((edited, "edited"), (deleted, "deleted"), (told_lines[:-1], "no_signed_end")):
            assert fault in {f.fault for f in trail.verify(tampered, told.key)}
        assert (1, "edited") in {(f.seq, f.fault) for f in trail.verify(edited, told.key)}


def lines(told: Told, service: str) -> list[dict[str, Any]]:
    """The entries of an exported trail."""
    return [line for line in trail.lines_of(told.exports[service]) if line["kind"] == "entry"]


def assert_counted(duty: dict[str, Any], days: int) -> None:
    """The working is a calendar from the start to the due day: so many days count, and only working days do."""
    steps = [(date.fromisoformat(step["date"]), step["counted"], step["why"]) for step in duty["working"]]
    first, last = date.fromisoformat(duty["started_on"]), date.fromisoformat(duty["due_on"])
    assert [day for day, _, _ in steps] == [first + timedelta(n) for n in range((last - first).days + 1)]
    assert sum(counted for _, counted, _ in steps) == days
    assert not steps[0][1]
    assert steps[-1][1]
    for day, counted, why in steps[1:]:
        weekend = day.isoweekday() > 5
        assert counted != weekend or "调休" in why or "放假" in why, (day, why)


def signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    """The signature that a receiver computes (Standard Webhooks), from the headers and the raw body."""
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def canaries() -> list[str]:
    """Words of the story's internal fields that are in none of its public ones."""
    complete = story().complete
    public = json.dumps({k: v for k, v in complete.items() if ELEMENTS[k].public}, ensure_ascii=False)
    hidden = [text for k, v in complete.items() if not ELEMENTS[k].public for text in _texts(v)]
    return [text for text in hidden if len(text) > 3 and text not in public]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def text_of(name: str, content: bytes) -> str:
    """What a reader of a guide can find in it."""
    if name == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if name == "docx":
        return re.sub(r"<[^>]+>", "", _xml_of(content))
    return content.decode()


def _xml_of(content: bytes) -> str:
    return str(docx.Document(io.BytesIO(content)).element.xml)
