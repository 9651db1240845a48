"""The JSON Schema of policies."""

import json
from collections.abc import Mapping
from typing import get_args

from pbom import plugins
from pbom.cli.policies import parameters_of
from pbom.model.certificate import Claim
from pbom.rules import Rule

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "minItems": 1, "items": _TEXT}
_MOMENT = {"type": "string", "format": "date-time"}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DURATION = {"type": "string", "pattern": "^[1-9][0-9]{0,5}[dhm]$"}


def schema_text() -> str:
    """The schema, with one line end; what only the reader can tell is not in it."""
    rules = {rule.id: _rule(rule) for rule in plugins.rules()}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:pbom:policy:v1",
        "title": "pbom policy",
        **_table(
            {
                "version": {"const": 1},
                "trust": _table({"root": _TEXT, "sha256": _SHA256}, "root", "sha256"),
                "functionaries": _functionaries(),
                "timestamps": _named({"certificate": _TEXT}, "certificate"),
                "pbom": _table({"functionaries": _TEXTS}, "functionaries"),
                "steps": _named(
                    {
                        "functionaries": _TEXTS,
                        "threshold": {"type": "integer", "minimum": 1},
                        "command": _TEXTS,
                        "materials": _TEXTS,
                    },
                    "functionaries",
                ),
                "source": _table({"functionaries": _TEXTS, "bases": _TEXTS}),
                "owners": _owners(),
                "toolchains": {"type": "object", "additionalProperties": _TEXT},
                "rules": _table(rules),
                "environments": _named({"rules": _table(rules)}, "rules"),
                "waivers": _named(
                    {"functionaries": _TEXTS, "rules": _TEXTS, "max-age": _DURATION},
                    "functionaries",
                    "rules",
                ),
            },
            "version",
            "functionaries",
            "pbom",
            "steps",
        ),
    }
    return json.dumps(schema, indent=2) + "\n"


def _functionaries() -> Mapping[str, object]:
    """Each with a key, with several, or with an identity and its issuer."""
    dates = {"valid-from": _MOMENT, "valid-until": _MOMENT, "revoked-at": _MOMENT}
    key = {"public-key": _TEXT, **dates}
    identity = {
        "identity": _TEXT,
        "issuer": _TEXT,
        "trusted-root": _TEXT,
        "trusted-root-sha256": _SHA256,
        **dict.fromkeys(get_args(Claim), _TEXT),
        **dates,
    }
    person = {"emails": _TEXTS, "roles": _TEXTS}
    kinds = [
        _table({**person, **key}, "public-key"),
        _table({**person, "keys": _named(key, "public-key")}, "keys"),
        _table({**person, **identity}, "identity", "issuer"),
    ]
    return {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": kinds}}


def _rule(rule: type[Rule]) -> Mapping[str, object]:
    parameters: dict[str, object] = dict.fromkeys(parameters_of(rule), True)
    if rule.floor:
        return _table({"severity": {"const": "deny"}} | parameters)
    weights = {"enum": ["deny", "warn", "off"]}
    return _table({"severity": weights, "effective-on": _MOMENT} | parameters)


def _owners() -> Mapping[str, object]:
    rules = {"type": "object", "additionalProperties": _TEXTS}
    return _table({"paths": _TEXTS, "due": _DURATION, "escalate": _TEXTS, "rules": rules})


def _table(members: Mapping[str, object], *required: str) -> Mapping[str, object]:
    table: dict[str, object] = {
        "type": "object",
        "properties": members,
        "additionalProperties": False,
    }
    return {**table, "required": list(required)} if required else table


def _named(members: Mapping[str, object], *required: str) -> Mapping[str, object]:
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": _table(members, *required),
    }
