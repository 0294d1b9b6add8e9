"""The map of the page: cells as pixels that hold their number, the ground about them as lines."""

from tocsin.report.canvas.canvas import Canvas
from tocsin.report.canvas.figure import document_json, figure, resources

__all__ = ["Canvas", "document_json", "figure", "resources"]
