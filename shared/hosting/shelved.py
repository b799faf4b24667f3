"""A FastAPI response made from a kept answer, for the first request of an address."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.hosting.shelf import Kept


class Shelved(Response):
    """Sends a kept answer."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer as the shelf itself would, and let it know under which route it is counted."""
        self.kept.route = getattr(scope.get("route"), "path", "")
        await self.kept.send(scope, send)
