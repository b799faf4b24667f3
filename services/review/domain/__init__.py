"""Pure decisions of the review: audits by element, the campaign of a place, and from when a law holds."""

from services.review.domain.audits import *  # noqa: F403 - the corridor's rooms; their names are the corridor's
from services.review.domain.campaign import *  # noqa: F403
from services.review.domain.cuts import *  # noqa: F403
from services.review.domain.laws import *  # noqa: F403
from services.review.domain.routing import *  # noqa: F403
from services.review.domain.waiting import *  # noqa: F403
