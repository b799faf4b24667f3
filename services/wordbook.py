"""Commands that tell what there is to know of the subject: elements, who audits them, and code tables."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

codes_app = typer.Typer(no_args_is_help=True, help="编码 codes")
Json = Annotated[bool, typer.Option("--json", help="all of it, as the API tells it")]


def _told(found: Any) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _known(key: str, known: Mapping[str, Any], what: str) -> Any:
    if key not in known:
        raise typer.BadParameter(f"没有 {key} there is no {key}; `shixiang {what}` lists them")
    return known[key]


def elements(
    key: Annotated[str, typer.Argument(help="one element, whole; none lists them all")] = "",
    as_json: Json = False,
    schema: Annotated[bool, typer.Option("--schema", help="the JSON Schema of published elements")] = False,
) -> None:
    """Tell what the elements are: type, layer, publicity, who keeps and who audits them, which profiles demand them."""
    from services.review.domain import matrices
    from shared.elements import ELEMENTS, jsonschema
    from shared.elements.told import definition, definitions

    if schema:
        _told(jsonschema())
    elif key:
        found = definition(_known(key, ELEMENTS, "elements")).model_dump(mode="json")
        _told(found | {"auditors": {m.id: [part.zh for part in m.auditors_of(key)] for m in matrices()}})
    elif as_json:
        _told(definitions().model_dump(mode="json"))
    else:
        for one in ELEMENTS.values():
            typer.echo(
                f"{one.key}\t{one.zh}\t{one.type}\t{one.layer}\t{one.publicity}\t{' '.join(sorted(one.profiles))}"
            )


@codes_app.command("explain")
def explain_code(
    code: str, kind: Annotated[str | None, typer.Option(help="region, to read 12 digits as a division")] = None
) -> None:
    """Take a code apart: kind, parts, and the first fault with its position."""
    from shared.codes import explain

    found = explain(code, kind=kind)
    _told(found)
    raise typer.Exit(0 if found["valid"] else 1)


@codes_app.command("tables")
def code_tables(
    table: Annotated[str, typer.Argument(help="one table, whole; none lists them all")] = "", as_json: Json = False
) -> None:
    """Tell the code tables: their schemes, codes and the mappings between the schemes."""
    from shared.elements import TABLES
    from shared.elements.told import code_table, code_tables

    if table:
        _told(code_table(_known(table, TABLES, "codes tables")).model_dump(mode="json"))
    elif as_json:
        _told(code_tables().model_dump(mode="json"))
    else:
        for one in TABLES.values():
            typer.echo(f"{one.key}\t{one.zh}\t{' '.join(one.schemes)}")
