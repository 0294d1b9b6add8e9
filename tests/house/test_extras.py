"""A base install works without the libraries of extras, and says which extra brings them."""

import subprocess
import sys

import pytest

from tocsin.errors import InputError
from tocsin.extras import EXTRAS, need

# Of the system: what Windows lacks. Of extras: what a base install lacks.
EVERY_MODULE = """
import importlib, sys
barred, modules = (words.split() for words in sys.argv[1:])
sys.modules |= dict.fromkeys(barred)
for name in modules:
    importlib.import_module(name)
"""
UNIX_ONLY = ("fcntl", "resource", "pwd", "grp", "termios")


def test_every_module_imports_without_extras_and_on_any_system(modules):
    names = [name for name in modules if "__main__" not in name]
    barred = [*UNIX_ONLY, *EXTRAS, "dask"]
    done = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE, " ".join(barred), " ".join(names)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("library", EXTRAS)
def test_the_error_names_the_extra_that_brings_it(library, monkeypatch, project):
    need(library)
    monkeypatch.setitem(sys.modules, library, None)
    extra = EXTRAS[library][0]
    with pytest.raises(InputError, match=rf'pip install "tocsin\[{extra}\]"'):
        need(library)
    optional = project["project"]["optional-dependencies"]
    assert any(text.startswith(f"{library}>=") for text in optional[extra])
    assert f"tocsin[{','.join(('query', 'netcdf', 'cluster', 'formats'))}]" in optional["all"]


def test_a_run_says_so_before_any_work(monkeypatch):
    from tocsin.report.folder import Wanted

    monkeypatch.setitem(sys.modules, "netCDF4", None)
    Wanted()
    with pytest.raises(InputError, match="Writing netCDF needs netCDF4"):
        Wanted(data=("netcdf",))
