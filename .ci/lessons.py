"""Write the notebooks of the lessons into examples/lessons, without output."""

from pathlib import Path

from tocsin.lesson.notebook import notebook_of
from tocsin.lesson.text import lesson_texts

FOLDER = Path(__file__).parents[1] / "examples" / "lessons"


def main() -> None:
    """Write each, and remove what is no lesson any more."""
    made = {f"{text.name}.ipynb": notebook_of(text) for text in lesson_texts().values()}
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.ipynb"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER.name, name)


if __name__ == "__main__":
    main()
