"""How problems are answered: one shape for every error, whoever raised it."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from shared.db import as_unavailable
from shared.hosting.doors import Replayed
from shared.logs import correlation, log
from shared.problems import Conflict, Fault, Malformed, NotFound, Problem

PROBLEM = "application/problem+json"


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = PROBLEM


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


def _malformed(error: RequestValidationError) -> Malformed:
    faults = []
    for found in error.errors()[:50]:
        path = ".".join(str(part) for part in found["loc"])
        zh = _ZH.get(found["type"], "取值不符合要求")
        cure = found.get("ctx", {}).get("expected", "")
        cure_en = f"expected {cure}" if cure else "correct this field as the API reference says"
        faults.append(Fault(path, found["type"], zh, str(found["msg"]), f"请按接口说明修改 {path}", cure_en))
    return Malformed(
        "输入有误，请按 faults 所列逐项改正。", "The input is malformed; correct what faults lists.", faults=faults
    )


_STATUS: dict[int, tuple[str, str]] = {
    404: ("没有这个地址。", "There is nothing at this address."),
    405: ("此地址不支持该方法。", "This address does not take that method."),
    413: ("请求内容过大。", "The request body is too large."),
    415: ("请求的内容类型不对。", "The content type is not one that this route reads."),
}


def _of_status(error: HTTPException) -> Problem:
    zh, en = _STATUS.get(error.status_code, ("请求无法处理。", str(error.detail)))
    made: Problem = NotFound(zh, en) if error.status_code == 404 else Problem(zh, en, headers=dict(error.headers or {}))  # noqa: PLR2004
    return made


def install(app: FastAPI) -> None:
    """Teach an app to answer every error as a problem."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> Response:
        return answer(problem)

    @app.exception_handler(Replayed)
    async def _replayed(_request: Request, replayed: Replayed) -> Response:
        headers = {"Idempotency-Replayed": "true"}
        return Response(replayed.body, replayed.status, headers, "application/json")

    @app.exception_handler(RequestValidationError)
    async def _validation(_request: Request, error: RequestValidationError) -> Response:
        return answer(_malformed(error))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:
        problem = _of_status(error)
        document = problem.document() | {"status": error.status_code, "instance": f"urn:request:{correlation.get()}"}
        return ProblemResponse(document, error.status_code, dict(error.headers or {}))

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


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": title, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, title in {
        400: "Bad request",
        401: "Unauthenticated",
        403: "Forbidden",
        404: "Not found",
        409: "Conflict",
        413: "Too large",
        422: "Malformed or refused",
        503: "Unavailable",
    }.items()
}
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
