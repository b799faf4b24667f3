"""All four services, loaded."""

from services import NAMES, service

SERVICES = tuple(service(name) for name in NAMES)
BY_NAME = dict(zip(NAMES, SERVICES, strict=True))
