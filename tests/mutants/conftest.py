"""The mutants are a command (``make mutants``), not tests."""

collect_ignore = ["run.py", "table.py"]
