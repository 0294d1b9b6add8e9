"""What the live page knows."""

from tocsin.report.data.page_data import PageData, verdict_lines

__all__ = ["PageData", "verdict_lines"]
