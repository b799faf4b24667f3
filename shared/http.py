"""The one place that makes outgoing HTTP clients."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def client(timeout: float = 10.0, *, verify: bool = True, direct: bool = False) -> "httpx.AsyncClient":
    """A client that follows no redirect and waits no longer than `timeout` seconds.

    `direct` is for processes of our own: no proxy is asked, and live streams do not use up the connections.
    """
    import httpx

    limits = httpx.Limits(max_connections=None if direct else 100, max_keepalive_connections=20)
    return httpx.AsyncClient(
        timeout=timeout, follow_redirects=False, verify=verify, trust_env=not direct, limits=limits
    )
