"""审核 review: owns audits by element: parts, verdicts, remarks and rounds.

Says review.opened, review.decided, law.changed. Hears item.submitted, item.withdrawn.
"""
