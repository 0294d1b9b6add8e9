"""The mutants are a command (``make mutants``), not tests."""

collect_ignore = ["mutant.py", "page.py", "rules.py", "run.py", "sight.py", "table.py"]
