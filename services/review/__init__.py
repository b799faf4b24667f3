"""审核 review: owns audits by element: parts, verdicts, remarks and rounds; the timetable and the filings of a place.

Says review.opened, review.decided, review.filed, law.changed. Hears item.submitted, item.withdrawn.
"""
