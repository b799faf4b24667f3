"""事项目录 catalog: owns item records and their editions, offices and accounts.

Says item.handed_down, item.claimed, item.claim_refused, item.submitted, item.staged, item.published, item.online,
item.withdrawn, item.discussed, merge.muted, item.behind, item.cancelled_above, item.delegation_refused,
item.request_answered. Hears review.decided, review.filed, law.changed.
"""
