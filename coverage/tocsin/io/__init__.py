"""Files: every one appears whole or not at all, and carries the definition that made it."""
