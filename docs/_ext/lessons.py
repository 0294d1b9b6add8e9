"""The pages of the lessons, made by the lessons themselves where this version has any."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from register_pages.markdown import table

NOTEBOOKS = Path(__file__).parents[2] / "examples" / "lessons"


def pages() -> dict[str, str]:
    """Return the pages of the folder ``docs/lessons`` by name; none without `tocsin.lesson`."""
    if find_spec("tocsin.lesson") is None:
        return {}
    made: dict[str, str] = import_module("tocsin.lesson.site").pages()
    found = {name: on_site(text, made) + notebook(name) for name, text in made.items()}
    return found | {"index": index(made)}


def on_site(text: str, made: dict[str, str]) -> str:
    """Return a text whose links to other sheets, files of the class folder, lead to their pages."""
    sheets = "|".join(map(re.escape, made))
    return re.sub(rf"\]\(({sheets})\.html", r"](\1.md", text)


def notebook(name: str) -> str:
    """Return a line by which a reader downloads the notebook of a page, if it has one."""
    file = NOTEBOOKS / f"{name}.ipynb"
    there = file.exists()
    return (
        f"\n{{download}}`Download the notebook <../../examples/lessons/{file.name}>`\n"
        if there
        else ""
    )


def index(made: dict[str, str]) -> str:
    """Return the list of the lessons with their questions, and of the sheets beside them."""
    texts = import_module("tocsin.lesson.text").lesson_texts()
    rows = [
        (f"[{number}. {text.head.title}]({text.name}.md)", text.head.question, text.head.minutes)
        for number, text in texts.items()
    ]
    lessons = [text.name for text in texts.values()]
    sheets = [name for name in made if name not in (*lessons, "index")]
    parts = [
        "# Lessons",
        "Each asks a question first. Guess, then read what tocsin says, and why. A lesson is a page here, a notebook, a page to print and a conversation in the "
        "terminal (`tocsin lesson 1`). All numbers are worked out when the page is made, and each has its band or says that it is one case. Notional.",
        table(("lesson", "the question", "minutes"), rows),
    ]
    if sheets:
        listed = "\n".join(f"- [{title(made[name])}]({name}.md)" for name in sheets)
        parts += ["## For the class", listed]
    parts.append(
        "`tocsin lesson --folder class` writes all of it into one folder that works without a network."
    )
    contents = "\n".join([*lessons, *sheets])
    return "\n\n".join([*parts, f"```{{toctree}}\n:hidden:\n\n{contents}\n```\n"])


def title(text: str) -> str:
    """Return what a page is called."""
    found = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return found[1] if found else "Untitled"
