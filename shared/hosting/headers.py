"""Headers of answers: a route that sets one asks for it here as a dependency, and thereby its document tells of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response

from shared.hosting.doors import SETS, Here
from shared.hosting.shelf import Kept, Shelf, address_of
from shared.hosting.shelved import Shelved

REQUEST_ID = "X-Request-Id"
HEADERS: dict[str, dict[str, Any]] = {
    REQUEST_ID: {"description": "请求编号，日志与留痕同此 the id in logs and trail", "required": True},
    "ETag": {"description": "版本标记，用于 If-Match、If-None-Match the mark of this edition", "required": True},
    "Location": {"description": "新建之物的地址 where what was made is", "required": True},
    "Idempotency-Replayed": {"description": "此答复先前已给出 this answer was given before", "enum": ["true"]},
    "Retry-After": {"description": "几秒后再试 seconds until it is worth trying again", "pattern": "^[0-9]+$"},
    "WWW-Authenticate": {"description": "如何登录 how to sign in"},
}
"""All headers of ours that an answer may have beside those of its body."""
OF_STATUS = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}
Put = Callable[[str], None]


def sets(name: str) -> Any:
    """A dependency that writes this header of the answer."""

    async def put(response: Response) -> Put:
        def write(value: str) -> None:
            response.headers[name] = value

        return write

    setattr(put, SETS, {name})
    return Depends(put)


Tag = Annotated[Put, sets("ETag")]
Place = Annotated[Put, sets("Location")]


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an address on the shelf, taken before anything was read for it."""

    shelf: Shelf
    address: str
    generation: int

    def answer(self, kept: Kept) -> Response:
        """This answer now, and to whoever asks next."""
        return Shelved(self.shelf.keep(self.address, kept, self.generation))

    def tell(self, kept: Kept) -> Response:
        """This answer now and to nobody else: it may change with what is not public."""
        return Shelved(kept)


async def slot(
    request: Request,
    here: Here,
    if_none_match: Annotated[  # noqa: ARG001 - the kept answer looks for it
        str | None,
        Header(alias="If-None-Match", description="已有的 ETag；未变则答 304 the ETag you hold; 304 if it is still so"),
    ] = None,
) -> Slot:
    """Room on the shelf for what the route answers."""
    return Slot(here.shelf, address_of(request.scope), here.shelf.generation)


setattr(slot, SETS, {"ETag"})
OnShelf = Annotated[Slot, Depends(slot)]


def set_by(dependant: Any) -> set[str]:
    """The headers that a route's answers have, found in its tree of dependencies."""
    found = set(getattr(dependant.call, SETS, ()))
    for inner in dependant.dependencies:
        found |= set_by(inner)
    return found


def is_shelved(dependant: Any) -> bool:
    """Whether a route's answer may be 304."""
    return dependant.call is slot or any(is_shelved(inner) for inner in dependant.dependencies)
