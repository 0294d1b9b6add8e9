"""The minutes of the class plan come out, and the points of the marking scheme add up."""

import re

from tocsin.lesson.run import Lesson
from tocsin.lesson.text import Prose


def prose(name):
    return "\n\n".join(p.text for p in Lesson.sheet(name).text.pieces if isinstance(p, Prose))


def test_each_plan_fills_its_lesson_without_a_gap():
    parts = re.split(r"^## (\d+) minutes", prose("class-plan"), flags=re.MULTILINE)[1:]
    plans = dict(zip(parts[::2], parts[1::2], strict=True))
    assert list(plans) == ["45", "90"]
    for whole, plan in plans.items():
        rows = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \|", plan, re.MULTILINE)
        at = 0
        for begin, end, minutes in (map(int, row) for row in rows):
            assert begin == at
            assert end - begin == minutes
            at = end
        assert at == int(whole)


def test_the_points_add_up():
    scheme = prose("assessment").split("## Marking scheme")[1]
    points = [int(each) for each in re.findall(r"^\| [^|*]+ \| (\d+) \|", scheme, re.MULTILINE)]
    (total,) = re.findall(r"^\| \*\*sum\*\* \| (\d+) \|", scheme, re.MULTILINE)
    assert sum(points) == int(total)
