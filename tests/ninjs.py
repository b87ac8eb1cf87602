"""The schema of `item`, where the test data is at hand; nothing is fetched."""

import json
from typing import Any

import jsonschema
from referencing import Registry, Resource

from tests.conftest import SHARED

SCHEMA = SHARED / "data" / "wire-iptc" / "schema" / "ninjs-schema_3.1.json"


def ninjs() -> jsonschema.Draft202012Validator:
    """The item's schema; what it says of GeoJSON is not needed, since we write none."""
    geojson = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    )
    registry: Registry[Any] = Registry().with_resource(
        "https://geojson.org/schema/GeoJSON.json", geojson
    )
    return jsonschema.Draft202012Validator(
        json.loads(SCHEMA.read_text()),
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
