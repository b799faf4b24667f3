"""Schemathesis over the four OpenAPI documents, against a real server: signed in as the one who may, as one who may not,
and not at all. Every answer is one that the document declares, and none is a fault of ours.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

from services.registry import BY_NAME
from shared.rights import HOLDERS, Right, Role
from tests.platform import Platform, copy_of, opened, served

CHECKS: list[Any] = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = "/events"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE = {
    Role.INFORMANT: "jidong-market-informant",
    Role.CHECKER: "jidong-market-checker",
    Role.LINE_DEPARTMENT: "hlj-market-line",
    Role.DATA_CENTRE: "jidong-data-inspection",
    Role.LEGALITY_AUDITOR: "jidong-legality-auditor",
    Role.GOVERNMENT_OFFICE_AUDITOR: "jidong-government-auditor",
    Role.DEPARTMENT_LAWYER: "jidong-market-lawyer",
    Role.SERVICE_CENTRE: "jidong-service-clerk",
    Role.PROVINCIAL_PLATFORM: "hlj-data-platform",
    Role.OPERATOR: "sample-operator",
}


@schemathesis.serializer(XLSX)
def _as_it_is(_context: Any, value: Any) -> Any:
    """A workbook is bytes; what is generated in its place is no workbook."""
    return value if isinstance(value, bytes) else repr(value).encode()


@dataclass
class Target:
    """A server that runs, things that are there, and tokens."""

    address: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    there: dict[str, list[str]] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}


async def _things(platform: Platform) -> dict[str, list[str]]:
    """One item online, one in audit under the same roof: names that path parameters can hit."""
    item = await platform.online()
    await platform.run_jobs()
    divided = await platform.ask(
        "POST",
        f"/catalog/v1/desk/items/{item['item']['item_id'] if 'item' in item else item['item_id']}/handling-items",
        "jidong-market-informant",
        json={"name": "变更", "variant": "02"},
    )
    shown = item.get("item", item)
    audit = (await platform.ask("GET", f"/review/v1/items/{shown['item_id']}/audit", "jidong-market-checker")).json()
    duties = (await platform.ask("GET", "/notify/v1/duties", "jidong-service-clerk")).json()
    circulars = (await platform.ask("GET", "/notify/v1/inbox", "jidong-service-clerk")).json()
    catalogue = (await platform.ask("GET", "/catalog/v1/catalogue", "hlj-market-line")).json()
    paper = {"document_number": "鸡东政办发〔2026〕12号", "receiving_body": "鸡西市人民政府", "filed_on": "2026-11-20"}
    filing = paper | {"kind": "for_approval", "items": [shown["item_id"]]}
    filed = (await platform.ask("POST", "/review/v1/filings", "jidong-government-auditor", json=filing)).json()
    return {
        "item_id": [shown["item_id"], *([divided.json()["item_id"]] if divided.is_success else [])],
        "code": [shown["code"]],
        "basic_code": [shown["basic_code"]],
        "base_id": [row["item_id"] for row in (catalogue if isinstance(catalogue, list) else catalogue["items"])],
        "audit_id": [audit["audit_id"]],
        "filing_id": [filed["filing_id"]],
        "region": ["230321", "230300"],
        "part": [part["part"] for part in audit["parts"]],
        "duty_id": [duty["duty_id"] for duty in (duties if isinstance(duties, list) else duties["duties"])],
        "circular_id": [
            c["circular_id"] for c in (circulars if isinstance(circulars, list) else circulars["circulars"])
        ],
        "extension": ["html", "pdf", "json", "zip"],
        "event": ["item.online.v1"],
    }


@pytest.fixture(scope="module")
def target(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    given_settings = copy_of(sqlite_template, tmp_path_factory.mktemp("schemathesis"))
    made, up, done = Target(), threading.Event(), threading.Event()

    async def serve() -> None:
        async for platform in opened(given_settings):
            made.there = await _things(platform)
        async with served(given_settings) as (platform, address):
            platform.sign_in(*PEOPLE.values())
            made.address, made.tokens = address, platform.player.tokens
            made.documents = {name: app.openapi() for name, app in platform.host.apps.items()}
            up.set()
            await asyncio.to_thread(done.wait)

    trouble: list[BaseException] = []

    def host() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - told by the test that waits
            trouble.append(error)
            up.set()

    thread = threading.Thread(target=host, daemon=True)
    thread.start()
    assert up.wait(60)
    if trouble:
        raise trouble[0]
    yield made
    done.set()
    thread.join(20)


def _entitled(right: str | None) -> str:
    """Someone whom the right lets in; for an operation without right, anyone."""
    holders = HOLDERS[Right(right)] if right else set(Role)
    return next(name for role, name in PEOPLE.items() if role in holders)


def _stranger(right: str | None) -> str:
    """Someone whom the right keeps out, if there is one."""
    holders = HOLDERS[Right(right)] if right else set(Role)
    return next((name for role, name in PEOPLE.items() if role not in holders), "")


Who = Callable[[dict[str, Any]], str]
CALLERS: dict[str, tuple[Who, int]] = {
    "entitled": (lambda operation: _entitled(operation.get("x-right")), 14),
    "stranger": (lambda operation: _stranger(operation.get("x-right")), 4),
    "unsigned": (lambda _operation: "", 6),
}

REFUSED = 2
"""Examples where nobody comes in without a token: the door says so before it looks at what is brought."""


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("service", BY_NAME)
def test_no_answer_is_a_fault_of_ours_and_each_is_declared(target: Target, service: str, caller: str) -> None:
    who_of, examples = CALLERS[caller]
    schema = schemathesis.openapi.from_dict(target.documents[service])
    tried = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        if operation.path.endswith(ENDLESS):
            continue
        who = who_of(operation.definition.raw)
        if caller == "stranger" and not who:
            continue
        refused = not who and operation.definition.raw["security"]
        tried += _try(target, operation, who, REFUSED if refused else examples)
    assert tried > 5


def _try(target: Target, operation: Any, who: str, examples: int) -> int:
    hits = 0

    @given(data=st.data())
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(data: st.DataObject) -> None:
        nonlocal hits
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        for name in list(case.path_parameters or ()):
            if name in target.there and data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(target.there[name]))
        if "If-Match" in (case.headers or {}) and data.draw(st.booleans()):
            case.headers["If-Match"] = f'"{data.draw(st.integers(1, 4))}"'
        answer = case.call(base_url=target.address, headers=target.headers(who), timeout=20)
        case.validate_response(answer, checks=CHECKS)
        said = answer.json() if answer.status_code >= 500 else {}
        assert not said or (answer.status_code, said["code"]) in NOT_SET_UP, said
        assert who or answer.status_code in ALLOWED_UNSIGNED or not operation.definition.raw["security"]
        hits += 1

    one()
    return hits


NOT_SET_UP = {(503, "no_province")}
"""No fault of ours: a part that this machine's settings leave out says so."""
ALLOWED_UNSIGNED = {401, 404, 405, 413, 422}
