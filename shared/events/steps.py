"""The nine steps of an item's life, and at which of them an event happens: so that it can be watched."""

NAMES: tuple[tuple[str, str], ...] = (
    ("导入下发", "handed down"),
    ("认领", "claimed"),
    ("填报", "filled in"),
    ("审核", "audited"),
    ("质检发布", "inspected, published"),
    ("办事指南", "guide"),
    ("告知通报", "told"),
    ("拉取订阅", "pulled"),
    ("留痕", "trail"),
)
_OF = {
    1: ("item.handed_down.v1",),
    2: ("item.claimed.v1", "item.claim_refused.v1"),
    4: ("item.submitted.v1", "review.opened.v1", "review.decided.v1"),
    5: ("item.staged.v1", "item.published.v1", "item.online.v1"),
    6: ("guide.called.v1", "guide.rendered.v1"),
    7: ("circular.sent.v1", "circular.parked.v1", "duty.opened.v1", "duty.closed.v1"),
}
STEPS = {kind: (number, NAMES[number - 1][0]) for number, kinds in _OF.items() for kind in kinds}
"""Events of one step: number and name. What is no step of the story (a word along the line, a law) is not here."""
