"""通报 notify: owns duties with their clocks, circulars and their deliveries.

Says circular.sent, circular.parked, duty.opened, duty.closed. Hears item.handed_down, item.claimed, item.submitted,
item.staged, item.online, item.behind, item.cancelled_above, item.discussed, merge.muted,
item.delegation_refused, item.request_answered, item.withdrawn, review.decided, review.filed, guide.rendered,
guide.called.
"""
