"""JSON Schema of a scenario file, for editors that complete and check while one types."""

from typing import Any


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    Examples
    --------
    >>> json_schema()["properties"]["tocsin"]["const"]
    1
    """
    from .models import Scenario

    # By alias: editors complete what the file writes, "class" and not "class_name".
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
