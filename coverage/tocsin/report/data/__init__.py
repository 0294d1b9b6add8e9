"""What the live page knows."""

from tocsin.report.data.page_data import PageData

__all__ = ["PageData"]
