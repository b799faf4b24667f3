"""The one place that makes outgoing HTTP clients."""

import httpx


def client(timeout: float = 10.0, *, verify: bool = True, direct: bool = False) -> httpx.AsyncClient:
    """A client that follows no redirect and waits no longer than `timeout` seconds; `direct` asks no proxy."""
    return httpx.AsyncClient(timeout=timeout, follow_redirects=False, verify=verify, trust_env=not direct)
