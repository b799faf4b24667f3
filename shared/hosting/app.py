"""The application of a service: its routes and its document, built once for a process. A request brings its runtime."""

from functools import cache

from fastapi import Depends, FastAPI

from shared.hosting import answers, telemetry
from shared.hosting.common import common_router
from shared.hosting.described import describe
from shared.hosting.parameters import declared_parameters
from shared.hosting.service import Service


@cache
def app_of(service: Service) -> FastAPI:
    """The application of one service; it holds no state, so every host may use it."""
    app = FastAPI(
        title=f"事项 Shixiang · {service.zh} {service.name}",
        version="1.0.0",
        description=service.en,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses=answers.PROBLEMS,
        dependencies=[Depends(declared_parameters)],
        telemetry=telemetry.config(),
    )
    app.include_router(service.router)
    app.include_router(common_router(service.name, service.sight, service.checks))
    answers.install(app)
    describe(app)
    return app
