"""A page a public name, of each package that promises names to its users."""

from importlib import import_module
from inspect import getdoc, isclass

from register_pages.markdown import plain, table

PACKAGES = {
    "tocsin": "The verbs, and what they take and give.",
    "tocsin.scenario": "The file: its model, its cards, its schema.",
    "tocsin.sharing": "Who may be told: agreements, grants, routes, refusals.",
    "tocsin.study": "Many runs: a study's file, its sweep, what is kept.",
}


OF_PYDANTIC = "model_config, model_post_init"


def public_names() -> dict[str, object]:
    """Return every public object by the name that a user writes."""
    return {
        f"{package}.{name}": getattr(import_module(package), name)
        for package in PACKAGES
        for name in import_module(package).__all__
    }


def pages() -> dict[str, str]:
    """Return the list of names and the page of each."""
    known = public_names()
    parts = [
        "# Public names",
        "What is promised to users between minor versions. All else that can be imported is listed under "
        "[the parts](../../api.md).",
    ]
    for package, about in PACKAGES.items():
        rows = [
            (f"[`{name.rpartition('.')[2]}`]({name}.md)", first_sentence(each))
            for name, each in known.items()
            if name.rpartition(".")[0] == package
        ]
        parts += [f"## {package}", about, table(("name", "what it is"), rows)]
    listed = "\n".join(known)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n")
    made = {f"api/{name}": page(name, each, known) for name, each in known.items()}
    return {"api/index": "\n\n".join(parts), **made}


def page(name: str, what: object, known: dict[str, object]) -> str:
    """Return the page of one name; what goes by several has one page with all of it."""
    first = next(other for other, each in known.items() if each is what)
    if first != name:
        return f"# {name}\n\nThe same as [`{first}`]({first}.md).\n"
    if isinstance(what, dict | tuple):
        # Its type's own docstring says nothing of it.
        lines = f".. py:data:: {name}\n\n   {first_sentence(what)}"
        return f"# {name}\n\n```{{eval-rst}}\n{lines}\n```\n"
    options = f"\n   :members:\n   :exclude-members: {OF_PYDANTIC}" if isclass(what) else ""
    directive = "autoclass" if isclass(what) else "autofunction"
    lines = f".. {directive}:: {name}{options}"
    return f"# {name}\n\n```{{eval-rst}}\n{lines}\n```\n"


def first_sentence(what: object) -> str:
    """Return what a docstring begins with; of a mapping or a tuple, what it holds."""
    if isinstance(what, dict | tuple):
        names = [each if isinstance(each, str) else type(each).__name__ for each in what]
        return f"A {type(what).__name__} of {len(what)}: {', '.join(names)}."
    return plain((getdoc(what) or "").partition("\n\n")[0])
