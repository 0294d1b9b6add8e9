"""Names of the map files of a run. Imports nothing: folders are looked at before any drawing."""

ALT_TEXTS = "alt-texts.json"
MAP_KINDS = ("warning-*", "change-*", "footprints")
"""Patterns of the names of maps, without their endings."""
