"""The control: what a good developer writes with FastAPI, SQLAlchemy's ORM and pydantic, without looking at the cost.

The same record (forty fields and three child tables), a user row each request, an audit row, a version row and an
outbox row each change. It has no events to others, no field rules and no audit by parts: it does less than we do.
"""

import asyncio
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any, ClassVar

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict
from python_calamine import CalamineWorkbook
from sqlalchemy import JSON, ForeignKey, Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

FIELDS = [f"field_{n:02d}" for n in range(40)]
NEXT = {"draft": "submitted", "submitted": "approving", "approving": "approved", "approved": "published"}


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, dict[str, Any]: JSON}


class Item(Base):
    __tablename__ = "items"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: str(uuid.uuid4()))
    code: Mapped[str] = mapped_column(index=True)
    region: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    materials: Mapped[list["Material"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    steps: Mapped[list["Step"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    bases: Mapped[list["Basis"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


for _field in FIELDS:
    setattr(Item, _field, mapped_column(_field, Text, default=""))


class Child:
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"), index=True)
    name: Mapped[str]
    text: Mapped[str]


class Material(Child, Base):
    __tablename__ = "materials"


class Step(Child, Base):
    __tablename__ = "steps"


class Basis(Child, Base):
    __tablename__ = "bases"


class User(Base):
    __tablename__ = "users"
    token: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Written(Base):
    """Audit, version and outbox, told apart by `kind`."""

    __tablename__ = "written"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    item_id: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]


class ChildView(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    text: str


class Given(BaseModel):
    """What is sent."""

    model_config = ConfigDict(from_attributes=True)
    code: str
    region: str
    fields: dict[str, str] = {}
    materials: list[ChildView]
    steps: list[ChildView]
    bases: list[ChildView]


class View(Given):
    """What is shown."""

    id: str
    state: str
    version: int


class Page(BaseModel):
    total: int
    items: list[View]


engine = create_async_engine(
    os.environ.get("BENCH_CONTROL_URL", "postgresql+asyncpg://127.0.0.1/control"), pool_size=10
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


async def user(db: Session, authorization: Annotated[str, Header()]) -> User:
    found = await db.get(User, authorization.removeprefix("Bearer "))
    if found is None:
        raise HTTPException(401)
    return found


Signed = Annotated[User, Depends(user)]


def shown(item: Item) -> View:
    view = View.model_validate(item)
    return view.model_copy(update={"fields": {name: getattr(item, name) for name in FIELDS}})


async def load(db: AsyncSession, item_id: str) -> Item:
    found = await db.get(Item, item_id)
    if found is None:
        raise HTTPException(404)
    return found


def write(db: AsyncSession, item: Item, who: User, does: str) -> None:
    content = shown(item).model_dump()
    for kind, said in (("audit", {"who": who.name, "does": does}), ("version", content), ("outbox", content)):
        db.add(Written(kind=kind, item_id=item.id, content=said))


def fill(item: Item, given: Given) -> None:
    for name in FIELDS:
        setattr(item, name, given.fields.get(name, ""))
    item.materials = [Material(**m.model_dump()) for m in given.materials]
    item.steps = [Step(**s.model_dump()) for s in given.steps]
    item.bases = [Basis(**b.model_dump()) for b in given.bases]


@app.get("/items/{item_id}")
async def one(db: Session, item_id: str) -> View:
    return shown(await load(db, item_id))


@app.get("/items")
async def page(db: Session, region: str, offset: int = 0) -> Page:
    wanted = select(Item).where(Item.region == region)
    total = (await db.execute(select(func.count()).select_from(wanted.subquery()))).scalar_one()
    rows = (await db.execute(wanted.order_by(Item.code).offset(offset).limit(20))).scalars()
    return Page(total=total, items=[shown(row) for row in rows])


@app.post("/items", status_code=201)
async def create(db: Session, who: Signed, given: Given) -> View:
    item = Item(id=str(uuid.uuid4()), code=given.code, region=given.region, state="draft", version=1)
    fill(item, given)
    db.add(item)
    write(db, item, who, "create")
    await db.commit()
    return shown(item)


@app.patch("/items/{item_id}")
async def edit(db: Session, who: Signed, item_id: str, given: Given) -> View:
    item = await load(db, item_id)
    fill(item, given)
    item.version += 1
    write(db, item, who, "edit")
    await db.commit()
    return shown(item)


@app.post("/items/{item_id}/{step}")
async def step(db: Session, who: Signed, item_id: str, step: str) -> View:
    item = await load(db, item_id)
    item.state = NEXT[item.state]
    write(db, item, who, step)
    await db.commit()
    return shown(item)


def sample(n: int = 0) -> dict[str, Any]:
    """A record of about the size of ours."""
    words = "申请人应当向所在地主管部门提交符合法定形式的材料"
    child = [{"name": words[:8], "text": words} for _ in range(5)]
    fields = dict.fromkeys(FIELDS, words[:18])
    return {
        "code": f"{n:012d}",
        "region": "210300",
        "fields": fields,
        "materials": child,
        "steps": child[:4],
        "bases": child[:3],
    }


async def prepare(count: int) -> str:
    """Tables, a user, and so many items; returns the ids of eight."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with sessions() as db:
        db.add(User(token="bench", name="bench"))  # noqa: S106 - it opens a table that lives for minutes
        ids = []
        for n in range(count):
            item = Item(id=str(uuid.uuid4()), code=f"{n:012d}", region="210300", state="published", version=1)
            fill(item, Given.model_validate(sample(n)))
            db.add(item)
            ids.append(item.id)
        await db.commit()
    await engine.dispose()
    return " ".join(ids[:8])


async def take_in(path: str) -> float:
    """The rows of a sheet, each through pydantic and the ORM, a commit every 500; returns the seconds."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    who, began = User(token="import", name="import"), time.perf_counter()  # noqa: S106 - it opens nothing
    rows = iter(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
    next(rows)
    async with sessions() as db:
        for number, row in enumerate(rows):
            told = {name: str(value) for name, value in zip(FIELDS, row, strict=False)}
            bases = [{"name": told["field_02"], "text": told["field_02"]}]
            given = Given(code=told["field_01"], region="230000", fields=told, materials=[], steps=[], bases=bases)  # type: ignore[arg-type]
            item = Item(id=str(uuid.uuid4()), code=given.code, region=given.region, state="draft", version=1)
            fill(item, given)
            db.add(item)
            write(db, item, who, "import")
            if number % 500 == 0:
                await db.commit()
        await db.commit()
    took = time.perf_counter() - began
    await engine.dispose()
    return took


if __name__ == "__main__" and sys.argv[1:]:
    print(asyncio.run(take_in(sys.argv[1])))
elif __name__ == "__main__":
    uvicorn.run(
        "tools.bench.control:app", workers=2, port=int(os.environ["BENCH_PORT"]), log_level="warning", access_log=False
    )
