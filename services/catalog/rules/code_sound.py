"""A code can be read: length, characters and places are right."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._codes import faults


def compare(_: Values, context: Context) -> Iterator[Found]:
    """Every code of the item that cannot be read; a failed check character is another rule's."""
    for key, code, fault in faults(context.item):
        if not fault.waivable:
            yield Found(key, f"编码“{code[:60]}”有误：{fault.message}", f"code {code[:60]!r}: {fault.message_en}")


RULE = Rule(
    zh="编码的长度和字符正确",
    en="Codes have the right length and characters",
    severity="block",
    waivable=Waivable("编码错了，各级平台都对不上", "no platform can match a wrong code", may=False),
    clause="G19",
    cure_zh="按编码规则改正",
    cure_en="write the code by the standard",
    compare=compare,
    passes=[{}, Case({}, Context(item={"basic_code": "00016421300Y", "code": "11650000010183859F2650116013001"}))],
    fails=[
        Case({}, Context(item={"basic_code": "0001642130"})),
        Case({}, Context(item={"code": "11310000MB2F3067XN200013112700"})),
    ],
)
