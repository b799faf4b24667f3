"""Problems (RFC 9457): what a caller is told when something cannot be done, in Chinese and English, with the cure.

Problem 400 ─ Malformed 422 (body or parameter) ─ Forbidden 403 ─ Unauthenticated 401 ─ NotFound 404 ─ Gone 410
        ─ Conflict 409 ─ Stale 412 ─ Preconditionless 428 ─ Refused 422 (a rule says no) ─ TooLarge 413 ─ WrongType 415
        ─ MethodNotAllowed 405 ─ TooMany 429 ─ Unavailable 503
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """One fault of an input: where it is, what is wrong and what to do."""

    path: str
    code: str
    message_zh: str
    message_en: str
    cure_zh: str = ""
    cure_en: str = ""

    def shown(self) -> dict[str, str]:
        """The fault as the problem document carries it."""
        return {
            "path": self.path,
            "code": self.code,
            "message_zh": self.message_zh,
            "message": self.message_en,
            "cure_zh": self.cure_zh,
            "cure": self.cure_en,
        }


@dataclass(eq=False)
class Problem(Exception):
    """A refusal that the caller can understand and act on."""

    detail_zh: str
    detail: str
    code: str = ""
    faults: list[Fault] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    status: ClassVar[int] = 400
    title_zh: ClassVar[str] = "请求无法处理"
    title: ClassVar[str] = "The request cannot be handled"
    slug: ClassVar[str] = "bad-request"

    def __str__(self) -> str:
        return f"{self.slug}: {self.detail}"

    def document(self) -> dict[str, Any]:
        """The problem document: RFC 9457 members, Chinese beside English."""
        shown: dict[str, Any] = {
            "type": f"urn:shixiang:problem:{self.slug}",
            "title": self.title,
            "title_zh": self.title_zh,
            "status": self.status,
            "detail": self.detail,
            "detail_zh": self.detail_zh,
            "code": self.code or self.slug.replace("-", "_"),
        }
        if self.faults:
            shown["faults"] = [fault.shown() for fault in self.faults]
        return shown | self.extra


class Malformed(Problem):
    """The body, a header or a parameter is not what the route takes."""

    status, slug, title_zh, title = 422, "malformed", "输入有误", "The input is malformed"


class Unauthenticated(Problem):
    """No token, or one that does not hold."""

    status, slug, title_zh, title = 401, "unauthenticated", "请先登录", "Sign in first"


class Forbidden(Problem):
    """Signed in, but without the right."""

    status, slug, title_zh, title = 403, "forbidden", "没有权限", "Not allowed"


class NotFound(Problem):
    """No such thing, or none that the caller may know of."""

    status, slug, title_zh, title = 404, "not-found", "未找到", "Not found"


class Gone(Problem):
    """It was there and is no longer."""

    status, slug, title_zh, title = 410, "gone", "已不再提供", "No longer offered"


class Conflict(Problem):
    """Someone else was first, or the state does not allow it."""

    status, slug, title_zh, title = 409, "conflict", "与当前状态冲突", "In conflict with the present state"


class Stale(Problem):
    """The caller's copy is older than the one held."""

    status, slug, title_zh, title = 412, "stale", "版本已过期", "The copy is out of date"


class Unconditional(Problem):
    """A change must say which edition it is based on."""

    status, slug, title_zh, title = 428, "precondition-required", "缺少 If-Match", "If-Match is required"


class Refused(Problem):
    """A rule of the administration says no."""

    status, slug, title_zh, title = 422, "refused", "规则不允许", "A rule refuses this"


class TooLarge(Problem):
    """More bytes than the route takes."""

    status, slug, title_zh, title = 413, "too-large", "内容过大", "Too large"


class WrongType(Problem):
    """Not a media type that the route reads."""

    status, slug, title_zh, title = 415, "wrong-type", "文件类型不对", "Wrong media type"


class MethodNotAllowed(Problem):
    """The address takes other methods; Allow names them."""

    status, slug, title_zh, title = 405, "method-not-allowed", "不支持该方法", "Method not allowed"


class TooMany(Problem):
    """Too often in too short a time; Retry-After says when again."""

    status, slug, title_zh, title = 429, "too-many", "请求过于频繁", "Too many requests"


class Unavailable(Problem):
    """A part that is needed does not answer; nothing was changed."""

    status, slug, title_zh, title = 503, "unavailable", "服务暂不可用", "Unavailable for the moment"
