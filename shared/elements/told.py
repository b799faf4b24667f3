"""The definitions and the code tables as others read them: over the public API, and at the command line."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from shared.elements.load import elements, profiles, sections, tables, units, version, words
from shared.elements.model import (
    Code,
    Column,
    Element,
    Kind,
    Layer,
    Own,
    Publicity,
    Scheme,
    Section,
    Table,
    Unit,
    Word,
    Worse,
)


class Named(BaseModel):
    """A key of ours and its two names."""

    key: str
    zh: str
    en: str


class Force(BaseModel):
    """From when to when it is in force, both included; null is without end."""

    valid_from: str | None
    valid_to: str | None


class FieldTold(Named):
    """What an element and a column of its rows have in common."""

    type: Kind
    max: int = Field(description="字数、行数或数值的上限 the most characters, rows or the largest number")
    unit: str | None = Field(description="数值的单位 what a number counts")
    table: str | None = Field(description="取值的代码表，见 /code-tables the code table of its values")
    scheme: str | None = Field(description="代码表中的体系 the scheme of that table")
    pattern: str | None = Field(description="正则表达式 what a text must match")
    pattern_zh: str
    pattern_en: str
    publicity: Publicity = Field(description="public 公示，internal 内部，flow_public 构建流程且公示")
    worse: Worse = Field(description="对申请人更不利的变化，须说明理由 which change is worse and needs a reason")
    own: Own = Field(
        description="属于谁，承接时不随事项带走 whose it is, so that who takes the item over begins without it"
    )
    exchange: list[str] = Field(description="国家交换表中的列 its columns in the up_task_* tables")


class ColumnTold(FieldTold):
    """A column of an element that has rows."""

    required: bool
    ground: str = Field(
        description="取消材料的情形，material_ground 的代码 the ground of cutting on which a yes is a yes"
    )
    yes_by: list[str] = Field(description="“是”的凭据列 columns of which one says on what a yes rests")
    no_by: list[str] = Field(description="“否”的凭据列 the same of a no")


class Definition(FieldTold, Force):
    """An element: everything that forms, sheets, audit, guide and the public view take from it."""

    group: str
    layer: Layer = Field(description="catalogue 目录要素，上级统一、下级不可改；list 清单要素，本单位维护")
    types: list[str] | None = Field(description="适用的事项类型，空为全部 the item types it applies to; null means all")
    on_application: bool = Field(description="仅依申请事项要求 asked only of what somebody applies for")
    owner: str = Field(description="由谁负责 the office that answers for it")
    aspect: str = Field(description="审核方面，各地由谁审核见 /review/v1/matrices who audits it, by place")
    profiles: list[str] = Field(description="哪些要求必填 the profiles that demand it")
    sections: list[str] = Field(description="办事指南中的位置 where the guide tells it")
    clauses: list[str] = Field(description="来源条款 its source")
    none: bool = Field(description='可以写明“无” whether {"none": reason} is an answer')
    answered_by: list[str] = Field(description="由什么代为回答 what else answers it")
    coded: str = Field(
        description="写在事项编码的哪几位，不能调整 the digits of the code that say it; not to be adjusted"
    )
    row_key: str | None = Field(description="辨认一行的列 the column by which a row is known")
    columns: list[ColumnTold]


class ProfileTold(Named, Force):
    """A list of required elements."""

    source: str


class Definitions(BaseModel):
    """Every element, and the words that their definitions use."""

    version: str
    elements: list[Definition]
    groups: list[Named]
    owners: list[Named]
    aspects: list[Named]
    sections: list[Named]
    profiles: list[ProfileTold]
    limit_units: list[Named]


class CodeTold(Force):
    """One code."""

    code: str
    zh: str
    en: str
    successor: str | None = Field(description="其后使用的代码 the code that is used after it")


class SchemeTold(Named):
    """One way of coding what the table is about."""

    mark: str = Field(description="found 见于文件，code 见于现有系统，recalled 凭记忆，own 自拟 where it is from")
    codes: list[CodeTold]


class MappingTold(BaseModel):
    """What the codes of one scheme are in another."""

    source: str
    target: str
    codes: dict[str, str]


class CodeTable(Named):
    """A code table with its schemes and the mappings between them."""

    schemes: list[SchemeTold]
    mappings: list[MappingTold]


class CodeTables(BaseModel):
    """Every code table of the elements."""

    version: str
    tables: list[CodeTable]


def _said(field: Element | Column, model: type[FieldTold]) -> dict[str, Any]:
    """What the model tells of a field by the names that the definition has for it; sets in their order."""
    held = {name: getattr(field, name) for name in model.model_fields if hasattr(field, name)}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in held.items()}


def definition(element: Element) -> Definition:
    """An element as others read it."""
    columns = [ColumnTold(**_said(column, ColumnTold)) for column in element.columns]
    return Definition(**_said(element, Definition) | {"columns": columns} | element.force.told())


def _named(found: Mapping[str, Word | Section | Unit]) -> list[Named]:
    return [Named(key=key, zh=one.zh, en=one.en) for key, one in found.items()]


def definitions() -> Definitions:
    """Every element as others read it, in the order of the groups."""
    return Definitions(
        version=version(),
        elements=[definition(one) for one in elements().values()],
        groups=_named(words("groups")),
        owners=_named(words("owners")),
        aspects=_named(words("aspects")),
        sections=_named(sections()),
        profiles=[
            ProfileTold(key=one.key, zh=one.zh, en=one.en, source=one.source, **one.force.told())
            for one in profiles().values()
        ],
        limit_units=_named(units()),
    )


def _code(code: Code) -> CodeTold:
    return CodeTold(code=code.code, zh=code.zh, en=code.en, successor=code.successor, **code.force.told())


def _scheme(scheme: Scheme) -> SchemeTold:
    codes = [_code(code) for code in scheme.codes.values()]
    return SchemeTold(key=scheme.key, zh=scheme.zh, en=scheme.en, mark=scheme.mark, codes=codes)


def code_table(table: Table) -> CodeTable:
    """A code table as others read it."""
    mapped = [MappingTold(source=a, target=b, codes=dict(codes)) for (a, b), codes in table.mappings.items()]
    schemes = [_scheme(scheme) for scheme in table.schemes.values()]
    return CodeTable(key=table.key, zh=table.zh, en=table.en, schemes=schemes, mappings=mapped)


def code_tables() -> CodeTables:
    """Every code table as others read it."""
    return CodeTables(version=version(), tables=[code_table(table) for table in tables().values()])
