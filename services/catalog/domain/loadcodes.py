"""Whose item the code of a loaded row names: codes with a doubtful check character and older codes are taken as they are."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.codes import credit, explain, items, tables
from shared.codes.explain import recognise
from shared.problems import Fault, Malformed, Problem, Refused

CREDIT, BASIC = slice(0, 18), slice(19, 31)
CHECKED = 17
"""The characters of a credit code that its last one is counted from."""
OUTER = "check_character"
LEGACY = "legacy"
HELD = 38
"""The longest older code under which an item is held: its handling items have two digits more."""


class Doubt(NamedTuple):
    """What is said of a code that is taken as it is."""

    code: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str


def is_legacy(code: str) -> bool:
    """Whether a code is of an older or local scheme: it does not say by itself whose item it is."""
    return recognise(code) == LEGACY


def is_unheld(code: str) -> bool:
    """Whether an older code is no code for an item here: too long, or with hyphens. It is kept beside the item's own."""
    return is_legacy(code) and (len(code) > HELD or not code.isalnum())


class Beside(NamedTuple):
    """Whose item, and which, an older code is of."""

    body: str
    basic: str


def beside(code: str, codes: Mapping[str, str]) -> Beside:
    """The credit code and the basic code that stand beside an older code; the body may stand within it."""
    within = str(items.legacy_parts(code).get("credit_code", ""))
    return Beside(codes.get("credit_code", within), codes.get("basic_code", ""))


def basic_of(code: str, codes: Mapping[str, str]) -> str:
    """The basic code that a row stands on: within its code, or beside an older one."""
    return codes.get("basic_code", "") if is_legacy(code) else code[BASIC]


def body_of(code: str, codes: Mapping[str, str]) -> tuple[str, Doubt | None]:
    """The credit code of the body whose item it is, and what is doubtful; raises where the code names none for sure."""
    if is_legacy(code):
        return _legacy(code, codes), _taken_as_it_is(code)
    fault = explain(code, "implementation")["fault"]
    if fault is None:
        return code[CREDIT], None
    if fault["cause"] != OUTER:
        raise bad_code(code, fault["message"], fault["message_en"])
    if rest := items.basic_fault(code[BASIC]):
        raise bad_code(code, rest.message, rest.message_en)
    return _by_its_own(code, codes), _doubtful(code, fault["message"], fault["message_en"])


def demand_same(code: str, codes: Mapping[str, str], office: str, basic: str, known: str = "") -> None:
    """An older code does not say whose item it is, so the row of another body, or another item, may come under it.

    `known` is the older code that the item has beside its own.
    """
    if not is_legacy(code):
        return
    if is_unheld(code) and known not in ("", code):
        raise bad_code(code, f"该机构的该目录事项的原编码是 {known}", f"the body's item had the code {known}")
    if codes.get("credit_code", office) != office or codes.get("basic_code", basic) != basic:
        raise bad_code(code, "该编码已属于另一机构或另一目录事项", "another body or catalogue item has this code")


def bad_code(code: str, zh: str, en: str) -> Problem:
    """The row stays out: its code is nobody's."""
    return Malformed(f"实施编码 {code} 有误：{zh}。", f"{code}: {en}.", "bad_code")


def _by_its_own(code: str, codes: Mapping[str, str]) -> str:
    """The body of a code whose last check character fails: all before it must be the body's own."""
    right = code[:CHECKED] + credit.outer_check(code[:CHECKED])
    told = codes.get("credit_code", "")
    if told and told not in (right, code[CREDIT]):
        raise bad_code(code, f"不是实施主体 {told} 的编码", f"it is not a code of the body {told}")
    return right


def _legacy(code: str, codes: Mapping[str, str]) -> str:
    """The body that the row names beside an older code; both must agree as far as the code says anything."""
    if fault := items.legacy_fault(code):
        raise bad_code(code, fault.message, fault.message_en)
    body, basic = beside(code, codes)
    if beside(code, {}).body not in ("", body):
        raise bad_code(code, f"不是实施主体 {body} 的编码", f"it is not a code of the body {body}")
    wrong = credit.check(body) or items.basic_fault(basic)
    if wrong:
        raise _unplaced(code)
    kind = tables.legacy_types().get(code[:2])
    if kind and not items.of_type(basic, kind):
        raise bad_code(code, f"类别与基本编码 {basic} 不同", f"its kind is not that of {basic}")
    return body


def _unplaced(code: str) -> Problem:
    zh = f"旧编码 {code} 不表示机构和目录事项，该行也未写明"
    en = f"The older code {code} names neither body nor catalogue item, and the row does not either"
    cure_zh = "在 dept_code 写统一社会信用代码（18 位），在 catalog_code 写基本编码（12 位），再重新装载"
    cure_en = "write the credit code (18) in dept_code and the basic code (12) in catalog_code; then load again"
    return Refused(f"{zh}。", f"{en}.", "bad_code", [Fault("", "bad_code", zh, en, cure_zh, cure_en)])


def _doubtful(code: str, zh: str, en: str) -> Doubt:
    cure = "向赋码机关核对；确实如此的可申请豁免", "ask whoever gave the code; a true one may be waived"
    return Doubt(
        "code_doubtful", f"编码 {code} 存疑，照原样装载：{zh}", f"{code} is doubtful and loaded as it is: {en}", *cure
    )


def _taken_as_it_is(code: str) -> Doubt:
    if is_unheld(code):
        zh = f"{code} 是旧编码，记入“原事项编码”，事项用机构、层级和基本编码组成的新编码"
        en = f"{code} is an older code and kept as such; the item has a code of its own"
        return Doubt("code_legacy", zh, en, "无需处理；可按原事项编码检索", "nothing to do; it is found by the old one")
    cure = "换发新编码后更改", "change it once there is a new code"
    return Doubt("code_legacy", f"{code} 是旧编码，照原样装载", f"{code} is an older code and loaded as it is", *cure)
