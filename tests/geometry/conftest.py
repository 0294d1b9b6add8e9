"""The slow model stands in tests/model and is imported by its name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))
