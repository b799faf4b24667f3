"""The catalogue's item is in force: what was cancelled above is cancelled here in time."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable


def compare(_values: Values, context: Context) -> Iterator[Found]:
    """One finding where the catalogue's item is cancelled, whatever the item's own text says."""
    if code := context.item.get("cancelled_above"):
        zh = f"目录事项 {code} 上级已取消，应及时取消本事项"
        yield Found("basic_code", zh, f"{code} is cancelled above: this item is to be cancelled in time")


RULE = Rule(
    zh="上级未取消",
    en="It is not cancelled above",
    severity="block",
    waivable=Waivable(
        "004 第十二条第二款：上级取消的，及时随之取消",
        "004 article 12: what is cancelled above is cancelled in time",
        may=False,
    ),
    clause="G28",
    cure_zh="办结随之取消办件；未获同意的，重新开立",
    cure_en="conclude the case that follows the cancellation, or open it again where it was refused",
    compare=compare,
    passes=[{}, Case({}, Context(item={"code": "1123032199000122004230731001001"}))],
    fails=[Case({}, Context(item={"cancelled_above": "230731001001"}))],
)
