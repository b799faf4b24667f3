"""HEAD: whatever GET answers, without the body; so both always say the same."""

from starlette.types import Message, Receive, Scope, Send


def as_get(scope: Scope, receive: Receive, send: Send) -> tuple[Scope, Receive, Send]:
    """A HEAD as the GET that the host answers; it ends with the headers, so that no stream goes on for nobody."""
    if scope["method"] != "HEAD":
        return scope, receive, send
    answered = False

    async def heard() -> Message:
        return {"type": "http.disconnect"} if answered else await receive()

    async def told(message: Message) -> None:
        nonlocal answered
        if not answered and message["type"] == "http.response.start":
            await send(message)
            answered = True
            await send({"type": "http.response.body", "body": b""})

    return {**scope, "method": "GET"}, heard, told
