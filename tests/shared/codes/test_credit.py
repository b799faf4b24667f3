"""Credit codes: both check characters, the place of a fault, and python-stdnum as a second opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from shared.codes import BadCode, credit

REAL = (
    "11650000010183859F",
    "12441500196720244T",
    "11450000007565194H",
    "11310000MB2F3067XN",
)
INVENTED = (
    "11230300990000017L",
    "116203009900000256",
    "11230000990000033T",
    "11230381990000041F",
)
BODIES = st.text(credit.ALPHABET, min_size=8, max_size=8)
PREFIXES = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize("code", REAL + INVENTED)
def test_sound_codes_pass_and_are_made_again(code: str) -> None:
    assert credit.check(code) is None
    assert credit.make(code[:8], code[8:16]) == code


def test_the_doubtful_code_passes_inside_and_fails_outside() -> None:
    fault = credit.check("115113010083722043")
    assert fault is not None
    assert (fault.position, fault.cause, fault.waivable) == (
        18,
        "check_character",
        True,
    )


@pytest.mark.parametrize(
    ("code", "position", "cause"),
    [
        ("11650000010183859", None, "wrong_length"),
        ("116500000I0183859F", 10, "character_not_allowed"),
        ("1165A000010183859F", 5, "not_a_digit"),
        ("11650000010183858F", 17, "inner_check_character"),
        ("１1650000010183859F", 1, "full_width"),
        ("11650000010183859f", 18, "lower_case"),
        ("11650000 010183859F", 9, "blank"),
        ("11650000 010183859A", 19, "check_character"),
    ],
)
def test_a_fault_names_its_place_and_cause(code: str, position: int | None, cause: str) -> None:
    fault = credit.check(code)
    assert fault is not None
    assert (fault.position, fault.cause) == (position, cause)


def test_a_letter_read_wrongly_gets_a_hint() -> None:
    fault = credit.check("1165000001O183859F")
    assert fault is not None
    assert "“0”" in fault.message


@given(PREFIXES, BODIES)
def test_made_codes_please_the_oracle(prefix: str, body: str) -> None:
    code = credit.make(prefix, body)
    assert uscc.is_valid(code)
    assert credit.check(code) is None


@given(PREFIXES, BODIES, st.integers(0, 17), st.sampled_from(credit.ALPHABET))
def test_one_changed_character_never_passes(prefix: str, body: str, place: int, character: str) -> None:
    code = credit.make(prefix, body)
    changed = code[:place] + character + code[place + 1 :]
    assert (credit.check(changed) is None) == (changed == code)


@given(st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True))
def test_no_code_passes_that_the_oracle_refuses(code: str) -> None:
    assert credit.check(code) is not None or uscc.is_valid(code)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    fault = credit.check(text)
    assert fault is None or fault.position is None or 1 <= fault.position <= len(text)


@pytest.mark.parametrize(("prefix", "body"), [("1165000", "01018385"), ("1165000X", "01018385")])
def test_bad_parts_make_no_code(prefix: str, body: str) -> None:
    with pytest.raises(BadCode):
        credit.make(prefix, body)
