"""The schema of `item`, where the test data is at hand; nothing is fetched."""

import json
from typing import Any

import jsonschema
from referencing import Registry, Resource

from tests.conftest import SHARED

SCHEMA = SHARED / "data" / "wire-iptc" / "schema" / "ninjs-schema_3.1.json"


GEOJSON: dict[str, Any] = {  # RFC 7946, as far as an item needs it
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["type"],
    "oneOf": [
        {
            "required": ["coordinates"],
            "properties": {
                "type": {"enum": ["Point", "MultiPoint", "LineString", "MultiLineString",
                                  "Polygon", "MultiPolygon"]},
                "coordinates": {"type": "array", "minItems": 1},
            },
        },
        {
            "required": ["geometries"],
            "properties": {
                "type": {"const": "GeometryCollection"},
                "geometries": {"type": "array", "items": {"$ref": "#"}},
            },
        },
        {
            "required": ["geometry", "properties"],
            "properties": {
                "type": {"const": "Feature"},
                "geometry": {"oneOf": [{"type": "null"}, {"$ref": "#"}]},
                "properties": {"type": ["object", "null"]},
            },
        },
        {
            "required": ["features"],
            "properties": {
                "type": {"const": "FeatureCollection"},
                "features": {"type": "array", "items": {"$ref": "#"}},
            },
        },
    ],
}  # fmt: skip


def ninjs() -> jsonschema.Draft202012Validator:
    """The item's schema, with our own words for what it says of GeoJSON."""
    registry: Registry[Any] = Registry().with_resource(
        "https://geojson.org/schema/GeoJSON.json", Resource.from_contents(GEOJSON)
    )
    return jsonschema.Draft202012Validator(
        json.loads(SCHEMA.read_text()),
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
