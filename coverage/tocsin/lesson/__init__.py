"""Lessons: a question, a guess, an answer worked out by tocsin, and an exercise.

One text a lesson (`text`), worked through by `Lesson`; the terminal, a notebook, a printable page
and the site are made of it.
"""

from tocsin.lesson.run import Lesson

__all__ = ["Lesson"]
