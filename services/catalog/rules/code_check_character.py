"""The check characters of a code are right, and the division in it is known."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._codes import faults


def compare(_: Values, context: Context) -> Iterator[Found]:
    """A failed check on somebody else's code is a finding, which may be waived, and no reason to refuse it."""
    for key, code, fault in faults(context.item):
        if fault.waivable:
            yield Found(key, f"编码“{code}”存疑：{fault.message}", f"code {code!r} is doubtful: {fault.message_en}")


RULE = Rule(
    zh="编码的校验码正确",
    en="The check characters of codes are right",
    severity="warn",
    clause="G19",
    cure_zh="向赋码机关核对；确实如此的可申请豁免",
    cure_en="ask whoever gave the code; a true one may be waived",
    compare=compare,
    passes=[{}, Case({}, Context(item={"credit_code": "11650000010183859F"}))],
    fails=[
        Case({}, Context(item={"credit_code": "115113010083722043"})),
        Case({}, Context(item={"handling_code": "11310000MB2F3067XN2000131127002A2"})),
        Case({}, Context(item={"code": "XK0010100Y"})),
    ],
)
