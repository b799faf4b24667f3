"""The one place that makes outgoing HTTP clients."""

import httpx


def client(timeout: float = 10.0, *, verify: bool = True) -> httpx.AsyncClient:
    """A client that follows no redirect and waits no longer than `timeout` seconds."""
    return httpx.AsyncClient(timeout=timeout, follow_redirects=False, verify=verify)
