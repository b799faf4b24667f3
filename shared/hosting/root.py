"""What the process itself answers: health, metrics, assets, and the front page when all services run here."""

import importlib.resources
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse, Response

from shared import outbox
from shared.hosting import answers, telemetry
from shared.hosting.doors import Public
from shared.hosting.front import SAFETY, front_page
from shared.hosting.parameters import declared_parameters
from shared.problems import NotFound, Unavailable

if TYPE_CHECKING:
    from shared.hosting.host import Host

_SWAGGER = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")
_TYPES = {"js": "text/javascript", "css": "text/css", "png": "image/png", "svg": "image/svg+xml"}


def root_app(host: "Host") -> FastAPI:
    """The application for everything outside the services' own paths."""
    app = FastAPI(
        title="事项 Shixiang",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(declared_parameters)],
    )
    answers.install(app)

    @app.get("/healthz/live", dependencies=[Public])
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/healthz/ready", dependencies=[Public])
    async def ready() -> Response:
        good, state = await host.readiness()
        return JSONResponse({"status": "ready" if good else "not ready", **state}, 200 if good else 503)

    @app.get("/metrics", dependencies=[Public])
    async def metrics() -> Response:
        await _gauge(host)
        page, media_type = telemetry.page()
        return Response(page, media_type=media_type)

    @app.get("/assets/{name}", dependencies=[Public])
    async def asset(name: str, v: str = "") -> Response:  # noqa: ARG001 - the mark of its content, which names the edition
        return Response(
            _asset(name), media_type=_TYPES[name.rpartition(".")[2]], headers={"Cache-Control": "max-age=86400"}
        )

    @app.get("/", dependencies=[Public])
    async def front() -> Response:
        return Response(await front_page(host), media_type="text/html; charset=utf-8", headers=SAFETY)

    return app


def _asset(name: str) -> bytes:
    if name in _SWAGGER:
        return (importlib.resources.files("fastapi_swagger") / "resources" / name).read_bytes()
    own = importlib.resources.files("shared.hosting") / "assets" / name
    if "/" in name or name.rpartition(".")[2] not in _TYPES or not own.is_file():
        raise NotFound("没有这个文件。", "There is no such file.")
    return own.read_bytes()


async def _gauge(host: "Host") -> None:
    telemetry.BUS.set(1 if host.bus.healthy() else 0)
    for name, runtime in host.runtimes.items():
        telemetry.TAKEN.labels(name).set(host.hearings[name].taken)
        try:
            async with runtime.db.reading() as connection:
                state: dict[str, Any] = await outbox.standing(connection)
        except Unavailable:
            continue
        telemetry.UNSENT.labels(name).set(state["unsent"])
        telemetry.DEAD.labels(name).set(state["dead_letters"])
        telemetry.TRAIL.labels(name).set(state["trail"])
