"""What the OpenAPI document says beyond FastAPI's own: each operation's right, the problems that it can answer, and the
headers of request and answer, all found in the operation's tree of dependencies.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from shared.hosting import answers
from shared.hosting.doors import asks_for_token, declared_right
from shared.hosting.headers import HEADERS, OF_STATUS, REQUEST_ID, is_shelved, set_by
from shared.rights import Right

Operation = dict[str, Any]


def describe(app: FastAPI) -> None:
    """Have the app's document say who may call what, and what may be answered."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = made()
        parts = document.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = answers.SCHEMA
        parts["headers"] = {name: _header(**said) for name, said in HEADERS.items()}
        parts["parameters"] = {REQUEST_ID: _header(**_ASKED) | {"name": REQUEST_ID, "in": "header"}}
        parts.setdefault("securitySchemes", {})["bearer"] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        for context in iter_route_contexts(app.routes):
            if isinstance(context.original_route, APIRoute):
                for method in context.methods or ():
                    operation = document["paths"].get(context.path, {}).get(method.lower())
                    if operation:
                        own = {str(status) for status in context.original_route.responses}
                        _say(operation, method, context.dependant, own)
                        _say_headers(operation, context.dependant)
        return document

    app.openapi = described  # type: ignore[method-assign]


_ASKED: dict[str, Any] = {"description": "请求编号；不给则新编 the id of this request; a new one if none is given"}


def _header(description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": "string"} | schema}


def _say_headers(operation: Operation, dependant: Any) -> None:
    """The host numbers every answer; what else stands before one is set by its doors, or goes with its status."""
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{REQUEST_ID}"})
    said = operation["responses"]
    if is_shelved(dependant):
        said["304"] = {"description": "未变 Not modified"}
    for status, answer in said.items():
        names = {REQUEST_ID, *OF_STATUS.get(status, ())}
        names |= set_by(dependant) if status < "400" else set()
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS if name in names}


def _say(operation: Operation, method: str, dependant: Any, own: set[str]) -> None:
    rights = sorted(declared_right(dependant) & {right.value for right in Right})
    signed = asks_for_token(dependant)
    operation["security"] = [{"bearer": []}] if signed else []
    if rights:
        operation["x-right"] = rights[0]
    said = operation["responses"]
    for status in _never(operation, method, signed=signed, limited=bool(rights)):
        if str(status) not in own:
            said.pop(str(status), None)


def _never(operation: Operation, method: str, *, signed: bool, limited: bool) -> list[int]:
    """Problems of the common list that this operation cannot have."""
    conditional = any(p["name"].lower() == "if-match" for p in operation.get("parameters", ()))
    never = [] if signed else [401]
    never += [] if limited else [403]
    never += [] if conditional else [412, 428]
    never += [] if "requestBody" in operation else [400, 413, 415]
    return never + ([409] if method in ("GET", "HEAD") else [])
