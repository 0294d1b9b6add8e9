"""Imports run downward only, each library has its homes, and help is light."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HOMES = {
    "numba": {"compile"},
    "llvmlite": {"compile"},
    "matplotlib": {"plot"},
    "cartopy": {"plot"},
    "jinja2": {"report"},
    "pydantic": {
        "card_numbers",
        "fields",
        "frozen",
        "lesson",
        "scenario",
        "sensors",
        "sharing",
        "study",
        "cli",
    },
    "ruamel": {"lesson", "scenario", "study", "cli"},
    "tornado": {"app"},
    "typer": {"cli"},
    "dask": {"study"},
    "distributed": {"study"},
    "duckdb": {"study", "io", "report", "app", "cli"},
    "h3": {"geometry", "plot"},
    "netCDF4": {"io"},
}
HEAVY = {
    "asyncio",
    *("numpy", "numba", "scipy", "pandas", "pyarrow", "xarray", "pydantic", "ruamel", "shapely"),
    *(
        "matplotlib",
        "cartopy",
        "bokeh",
        "tornado",
        "pyproj",
        "h3",
        "networkx",
        "duckdb",
        "dask",
        "geopandas",
    ),
}

# Imports third parties once, then each module that is named in a fork of its own, so that an import
# loop which another order of imports would hide shows.
EACH_ALONE = """
import gc, importlib, os, sys
LIBRARIES = (
    "numba pandas xarray shapely.geometry pydantic pyproj networkx h3 cartopy.mpl.geoaxes duckdb "
    "ruamel.yaml matplotlib.backends.backend_agg matplotlib.legend pyarrow.parquet pyarrow.compute "
    "jinja2 typer rich.table rich.progress PIL.Image scipy.stats multiprocessing concurrent.futures"
)
for name in LIBRARIES.split():
    importlib.import_module(name)
failed = []
# What is there stays there: forks then share its memory, and nobody looks for dead objects in it.
gc.disable()
gc.freeze()
for module in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            importlib.import_module(module)
        except BaseException as error:
            print(f"{module}: {type(error).__name__}: {error}", flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(module)
sys.exit(len(failed) > 0)
"""

HELP = """
import sys
sys.argv = ["tocsin", "--help"]
from tocsin.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules, file=sys.stderr)
"""


def run(code, *arguments, cwd):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@cache
def imported(path):
    """Top-level names of every import in a file, also those inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return frozenset(names)


def test_layers(root):
    code = "from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))"
    linted = run(code, cwd=root)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("library", HOMES)
def test_library_stays_at_home(library, modules):
    users = {name.split(".")[1] for name, path in modules.items() if library in imported(path)}
    assert users <= HOMES[library]


def test_the_compiler_has_one_door(modules):
    """Other packages take what `tocsin.compile` itself hands out."""
    users = [
        name
        for name, path in modules.items()
        if re.search(r"^\s*(from|import) tocsin\.compile\.", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert {name.split(".")[1] for name in users} == {"compile"}


def test_every_import_is_declared(modules, project):
    """A library that is only here because another one brought it may leave without notice."""
    extras = project["project"]["optional-dependencies"]
    declared = project["project"]["dependencies"] + [
        text for name in ("query", "netcdf", "cluster", "formats") for text in extras[name]
    ]
    names = {d.split(">")[0].split("[")[0].lower().replace("-", "_") for d in declared}
    known = (
        names
        | {"markdown_it", "ruamel", "pydantic_core", "pil", "sklearn"}
        | set(sys.stdlib_module_names)
    )
    used = {library.lower() for path in modules.values() for library in imported(path)}
    assert used - known - {"tocsin"} == set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_modules_import_alone(modules, tmp_path):
    """One in sixteen: import-linter proves that there is no circle, and this that it is right."""
    names = [name for name in modules if "__main__" not in name]
    alone = run(EACH_ALONE, *names[::16], cwd=tmp_path)
    assert alone.returncode == 0, alone.stdout + alone.stderr


SCENARIO = Path(__file__).parents[2] / "configs" / "scenarios" / "northeast-asia.yaml"
COARSE = ("--set", "targets.h3_resolution=3", "-q")
QUICK = {
    "check": ("check", SCENARIO),
    "explain": ("explain", SCENARIO, "-p", "realtime-2024", "--at", "Osaka"),
    "compare": ("compare", SCENARIO, "bilateral-2012", "realtime-2024", *COARSE),
    "history": ("history", SCENARIO, *COARSE),
    **{
        verb: (verb, SCENARIO, "-p", "realtime-2024", *COARSE)
        for verb in ("rank", "friction", "burden")
    },
}


@pytest.mark.parametrize("verb", QUICK)
def test_verbs_that_print_import_neither_tables_nor_compilers(verb, tmp_path):
    """Importing pandas takes as long as all that a check does."""
    from tocsin.kernels.parts import KERNELS

    KERNELS.ready()  # a first use builds them, with numba
    words = ["tocsin", *map(str, QUICK[verb])]
    done = run(HELP.replace('["tocsin", "--help"]', repr(words)), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    slow = HEAVY - {"numpy", "shapely", "h3", "pydantic", "ruamel"}
    if verb not in ("check", "explain"):
        slow -= {"pyproj"}  # points of launch areas are spread by it
    if verb == "check":
        slow |= {"llvmlite"}  # nothing is flown
    assert set(done.stderr.split()) & slow == set()


def test_a_page_waits_for_no_library_that_draws(tmp_path):
    done = run("import sys, tocsin.report.html\nprint(*sys.modules)", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) & {"cartopy", "matplotlib"} == set()


def test_help_imports_nothing_heavy(tmp_path):
    shown = run(HELP, cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "Usage" in shown.stdout
    assert set(shown.stderr.split()) & HEAVY == set()
