"""Answers in a terminal: every table, bar and sentence that a verb prints."""
