"""How problems are answered: one shape for every error, whoever raised it."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from shared.db import as_unavailable
from shared.hosting.doors import Replayed
from shared.logs import correlation, log
from shared.problems import Conflict, Fault, Malformed, MethodNotAllowed, NotFound, Problem, WrongType

PROBLEM = "application/problem+json"


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = PROBLEM

    def render(self, content: Any) -> bytes:
        """JSON in UTF-8; half a character, which only a caller can have sent, is written as its escape."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def answer(problem: Problem) -> ProblemResponse:
    """The HTTP answer of a problem."""
    document = problem.document() | {"instance": f"urn:request:{correlation.get()}"}
    return ProblemResponse(document, problem.status, problem.headers)


_ZH = {
    "missing": "缺少必填项",
    "extra_forbidden": "不认识的字段",
    "string_too_long": "文字过长",
    "string_too_short": "文字过短",
    "json_invalid": "不是有效的 JSON",
    "int_type": "应为整数",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "enum": "不在可选值之中",
    "literal_error": "不在可选值之中",
    "string_pattern_mismatch": "格式不对",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
}


def malformed(errors: Sequence[Any]) -> Malformed:
    """What a model refused, fault by fault."""
    faults = []
    for found in errors[:50]:
        path = ".".join(str(part) for part in found["loc"])
        zh = _ZH.get(found["type"], "取值不符合要求")
        cure = found.get("ctx", {}).get("expected", "")
        cure_en = f"expected {cure}" if cure else "correct this field as the API reference says"
        faults.append(Fault(path, found["type"], zh, str(found["msg"]), f"请按接口说明修改 {path}", cure_en))
    return Malformed(
        "输入有误，请按 faults 所列逐项改正。", "The input is malformed; correct what faults lists.", faults=faults
    )


_STATUS: dict[int, tuple[type[Problem], str, str]] = {
    404: (NotFound, "没有这个地址。", "There is nothing at this address."),
    405: (MethodNotAllowed, "此地址不支持该方法，可用的见 Allow。", "The address takes other methods; see Allow."),
}


def _of_status(error: HTTPException) -> Problem:
    kind, zh, en = _STATUS.get(error.status_code, (Problem, "请求无法处理。", str(error.detail)))
    headers = dict(error.headers or {})
    if "GET" in headers.get("Allow", ""):
        headers["Allow"] += ", HEAD"
    return kind(zh, en, headers=headers)


_NOT_JSON = WrongType("请以 Content-Type: application/json 提交。", "Send Content-Type: application/json.", "not_json")


def _not_json(error: RequestValidationError, request: Request) -> bool:
    """Whether a body could not be read because it came as something else than JSON."""
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    whole = any(tuple(found["loc"]) == ("body",) and found["type"] != "missing" for found in error.errors())
    return whole and not (sent == "application/json" or sent.endswith("+json"))


def install(app: FastAPI) -> None:
    """Teach an app to answer every error as a problem."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> Response:
        return answer(problem)

    @app.exception_handler(Replayed)
    async def _replayed(_request: Request, replayed: Replayed) -> Response:
        headers = replayed.headers | {"Idempotency-Replayed": "true"}
        return Response(replayed.body, replayed.status, headers, "application/json")

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        return answer(_NOT_JSON if _not_json(error, request) else malformed(error.errors()))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:
        return answer(_of_status(error))

    @app.exception_handler(IntegrityError)
    async def _integrity(_request: Request, error: IntegrityError) -> Response:
        log.info("write.conflict", error=type(error.orig).__name__)
        return answer(
            Conflict(
                "有人同时提交了相同的内容，请刷新后重试。",
                "Someone wrote the same at the same time; read again and retry.",
            )
        )

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> Response:
        if problem := as_unavailable(error):
            return answer(problem)
        log.error("request.failed", error=repr(error)[:500], exc_info=error)
        return answer(
            _Unexpected("系统内部出错，已记录；未作更改。", "An internal error, recorded; nothing was changed.")
        )


class _Unexpected(Problem):
    status, slug, title_zh, title = 500, "internal", "系统内部出错", "Internal error"


_TITLES: dict[int, str] = {
    400: "Bad request",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "Not found",
    409: "Conflict",
    410: "Gone",
    412: "The copy is out of date",
    413: "Too large",
    415: "Wrong media type",
    422: "Malformed or refused",
    428: "If-Match is required",
    429: "Too many requests",
    503: "Unavailable",
}


def may_say(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problems, as an operation's OpenAPI responses declare them."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _TITLES[status], "content": content} for status in statuses}


def _shape(media_type: str) -> dict[str, str]:
    """Of JSON that a model does not describe, that it is an object if its type is a format of its own; else text."""
    if media_type == "application/json":
        return {}
    return {"type": "object" if media_type.endswith("+json") else "string"}


def gives(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """An answer of these media types, as an operation's OpenAPI responses declare it; beside response_class=Response."""
    content = {kind: {"schema": _shape(kind)} for kind in media_types}
    return {200: {"description": "OK", "content": content}}


PROBLEMS = may_say(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503)
"""The common list; `described` takes from each operation what it never says. 410 and 429 are declared where they are."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457, Chinese beside English",
    "required": ["type", "title", "title_zh", "status", "detail", "detail_zh", "code"],
    "properties": {
        **{
            name: {"type": "string"}
            for name in ("type", "title", "title_zh", "detail", "detail_zh", "code", "instance")
        },
        "status": {"type": "integer"},
        "faults": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
    },
}
