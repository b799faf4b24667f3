"""The four services, in the order in which an item passes through them."""

from services.catalog.service import SERVICE as CATALOG
from services.guide.service import SERVICE as GUIDE
from services.notify.service import SERVICE as NOTIFY
from services.review.service import SERVICE as REVIEW

SERVICES = (CATALOG, REVIEW, GUIDE, NOTIFY)
BY_NAME = {service.name: service for service in SERVICES}
