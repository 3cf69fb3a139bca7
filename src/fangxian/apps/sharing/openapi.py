"""The API as an OpenAPI 3.1 document, made of the contracts: which fields a row has, and what each says."""

from collections.abc import Mapping
from typing import Any

from fangxian import __version__, contracts
from fangxian.contracts import Contract, Field
from fangxian.sharing import queries
from fangxian.sharing.queries import Grant
from fangxian.sharing.rules import MASKED, calls

Schema = dict[str, Any]
#: What a cell is read as -> its JSON schema; else a text.
_TYPES: Mapping[str, Schema] = {
    "number": {"type": "integer"}, "longitude": {"type": "number"}, "latitude": {"type": "number"},
    "date": {"type": "string", "format": "date"}, "birth_date": {"type": "string", "format": "date"},
}  # fmt: skip
_ERRORS = ("400", "401", "403", "429", "503")


def document(server: str) -> Schema:
    """Every dataset that may be asked for, each row a schema of its own. `server`: the address of the site."""
    offered = queries.offered()
    rows = {one.name: _row(one, {field.name: "whole" for field in queries.fields_of(one)}) for one in offered}
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in rows]
    return _whole(server, "/api/share/v1/{grant}/rows", rows, {"oneOf": refs}, [_GRANT])


def of_grant(grant: Grant, server: str) -> Schema:
    """One grant: its fields, and how each is shown."""
    contract = contracts.load(grant.request.dataset)
    rows = {contract.name: _row(contract, grant.columns)}
    ref = {"$ref": f"#/components/schemas/{contract.name}"}
    return _whole(server, f"/api/share/v1/{grant.pk}/rows", rows, ref, [])


def _whole(server: str, path: str, rows: Mapping[str, Schema], row: Schema, parameters: list[Schema]) -> Schema:
    refused = {
        "description": "Refused: `error.code` says why.",
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }
    responses = {"200": _answered(row)} | dict.fromkeys(_ERRORS, refused)
    operation = {
        "operationId": "rows",
        "summary": "数据行（分页） · Rows, a page at a time",
        "security": [{"key": []}],
        "parameters": [*parameters, *_PAGING],
        "responses": responses,
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "防线 · 数据共享接口 Fangxian sharing",
            "version": "1",
            "summary": f"Fangxian {__version__}",
            "description": "Each answer is limited to what the grant gives: its fields, masked as approved, its area, "
            "its time. Every call is on record.",
        },
        "servers": [{"url": server.rstrip("/")}],
        "paths": {path: {"get": operation}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {**rows, "Error": _ERROR},
        },
    }


def _answered(row: Schema) -> Schema:
    page = {
        "type": "object",
        "required": ["grant", "dataset", "until", "rows", "next"],
        "properties": {
            "grant": {"type": "integer"},
            "dataset": {"type": "string"},
            "until": {"type": "string", "format": "date-time"},
            "rows": {"type": "array", "items": row},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page; null on the last."},
        },
    }
    link = {"description": "The address of the next page (rel=next).", "schema": {"type": "string"}}
    return {
        "description": "A page.",
        "headers": {"Link": link},
        "content": _json(page) | {"text/csv": {"schema": {"type": "string"}}},
    }


def _row(contract: Contract, fields: Mapping[str, str]) -> Schema:
    properties = {name: _field(contract.field(name), shown) for name, shown in fields.items()}
    return {
        "title": contract.label,
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _field(field: Field, shown: str) -> Schema:
    said = {"type": "string"} if shown == MASKED else _TYPES.get(field.term, {"type": "string"})
    noted = {"description": "脱敏 masked"} if shown == MASKED else {}
    return {"title": field.label, **said, "type": [said["type"], "null"], **noted}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _asked(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


_GRANT = {"name": "grant", "in": "path", "required": True, "schema": {"type": "integer"}}
_PAGING = [
    _asked("cursor", {"type": "string"}, "The last page's `next`."),
    _asked("limit", {"type": "integer", "minimum": 1, "maximum": queries.limits().rows_a_page}, "Rows of a page."),
    _asked("format", {"type": "string", "enum": ["json", "csv"], "default": "json"}, "How rows are written."),
]
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "zh", "en"],
            "properties": {
                "code": {"type": "string", "enum": list(calls())},
                "zh": {"type": "string"},
                "en": {"type": "string"},
            },
        }
    },
}
