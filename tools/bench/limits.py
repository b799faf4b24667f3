"""The limit: a bare Starlette application with the same bytes, under the server that the product runs under.

It goes round as many copies as the product has bodies, for one body alone stays in the processor's own cache.
"""

import os
from itertools import cycle
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COPIES = 200


def application() -> Starlette:
    """One route for each file of the folder, GET and POST."""
    folder = Path(os.environ["BENCH_BYTES"])
    return Starlette(routes=[_route(f"/{file.name}", file.read_bytes()) for file in sorted(folder.iterdir())])


def _route(path: str, body: bytes) -> Route:
    headers = {"etag": '"same"'}
    bodies = cycle([bytes(bytearray(body)) for _ in range(COPIES)])

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            await request.body()
        if request.headers.get("if-none-match"):
            return Response(status_code=304, headers=headers)
        return Response(next(bodies), media_type="application/json", headers=headers)

    return Route(path, answer, methods=["GET", "POST", "PATCH"])


def main() -> None:
    """Serve it."""
    workers = int(os.environ["BENCH_WORKERS"])
    uvicorn.run(
        "tools.bench.limits:application", factory=True, workers=workers, port=int(os.environ["BENCH_PORT"]),
        log_level="warning", access_log=False, server_header=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
