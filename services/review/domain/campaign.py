"""The campaign of a place (001 三（二）4、5): when each step ends, and what was filed above before it is put to use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared import elements
from shared.problems import Conflict, Fault, Forbidden, Malformed
from shared.rights import Principal

STEPS = {
    "round_1": ("第一轮审核", "first round of audit"),
    "round_2": ("第二轮审核", "second round of audit"),
    "filing": ("报批、报备", "approval and filing"),
    "use": ("投入应用", "put to use"),
}
FILINGS = {"for_approval": ("报批", "for approval"), "for_record": ("报备", "for the record")}
FilingKind = Literal["for_approval", "for_record"]
FilingState = Literal["open", "done", "refused"]
Answer = Literal["agreed", "refused"]


def demand_own(who: Principal, region: str) -> None:
    """Forbidden unless the place is the caller's own: each sets its timetable, none that of another (B30)."""
    if who.region[:6] != region:
        raise Forbidden(f"时间安排由 {region} 本级推进组确定。", f"{region} sets its timetable itself.", "own_place")


def demand_days(days: Mapping[str, str]) -> None:
    """Malformed unless each is a day, and no step ends before the one that comes before it."""
    last = date.min
    for step in [step for step in STEPS if step in days]:
        ends = _day(step, days[step])
        if ends < last:
            zh, en = STEPS[step]
            raise Malformed(f"“{zh}”不能早于前一步。", f"The {en} cannot end before the step ahead of it.", "order")
        last = ends


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        fault = Fault(name, "date", "不是有效日期", "no date", "写成 2026-12-31 的形式", "write it like 2026-12-31")
        raise Malformed(f"{name} 不是有效日期。", f"{name} is no date.", "date", [fault]) from bad


def due_on(days: Mapping[str, str], number: int) -> str | None:
    """The last day of a round of audit, by a timetable; a third round has the days of the second."""
    return days.get(f"round_{min(number, 2)}")


def above(region: str) -> list[str]:
    """A place and those it lies in: county, city, province."""
    return list(dict.fromkeys([region[:6], f"{region[:4]}00", f"{region[:2]}0000"]))


@dataclass(frozen=True)
class Filing:
    """Results reported above: by which document, when, to whom; one for approval waits for its answer."""

    filing_id: str
    kind: FilingKind
    state: FilingState
    document_number: str
    receiving_body: str
    filed_on: str
    region: str
    made_by: str
    made_at: str
    answer_number: str = ""
    answered_on: str = ""
    answer_note: str = ""


def demand_paper(number: str, issuer: str, on: str, *, name: str) -> None:
    """Malformed unless a document has its number, its body and a day that there is."""
    if not (number and issuer):
        raise Malformed("须填写文号和收文机关。", "It needs the document's number and the receiving body.", "document")
    _day(name, on)


def demand_approvable(kind: FilingKind, regions: Iterable[str], on: date) -> None:
    """Where the government approves the catalogue, an item in it is not filed for the record alone (003c 四（二）)."""
    if kind == "for_record" and any(elements.demands_approval(region, on) for region in regions):
        raise Conflict(
            "该地区的事项目录须经政府审核通过后公布，请选择“报批”，不能只报备。",
            "The government of this place approves the catalogue: file for_approval, not for_record.",
            "approval_needed",
            extra={"clause": "003c 四（二）"},
        )


def demand_answer(filing: Filing, verdict: Answer, number: str, on: str, note: str) -> None:
    """Only what waits for approval is answered, once; a refusal says why."""
    if filing.state != "open":
        raise Conflict("该报件不在等待批复。", "This filing does not wait for an answer.", "closed")
    demand_paper(number, filing.receiving_body, on, name="answered_on")
    if verdict == "refused" and not note:
        raise Malformed("不同意须写明理由。", "A refusal needs its reason.", "note")
