"""Kernels of one package as compiled code: loaded from the cache, or built first.

A part is one file of machine code. numba, which takes half a second to import and much memory, is
not imported by a process that runs kernels, only by those that build (see `build`). Whatever fails
on that way, numba compiles the kernels by itself (see `plain`), and the user is told so once.
"""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any

from tocsin.compile import canary
from tocsin.compile.build import REFUSED, TRANSIENT, build, entries_of, reason
from tocsin.compile.cache import cache_folder, keep, load, refusal, refuse, sources_digest
from tocsin.compile.convention import function_at
from tocsin.compile.marks import Entry, P, R, interpreted, run_as_written
from tocsin.compile.plain import Plain
from tocsin.compile.target import engine_of
from tocsin.errors import RunError

log = logging.getLogger("tocsin")

# How a process ends that calls what is not there; the last is Windows' word for it.
_CRASHES = {
    *(-getattr(signal, name, 0) for name in ("SIGSEGV", "SIGBUS", "SIGILL", "SIGABRT", "SIGFPE")),
    0xC0000005,
} - {0}


class BuildError(Exception):
    """No machine code, and why."""


class TransientError(BuildError):
    """No machine code this time; the next run may fare better."""


class Library:
    """Kernels of a package, in parts.

    Parameters
    ----------
    package : str
        Full name of the package.
    parts : dict of str to sequence of str
        Modules of the package with entries or seams, by part.
    needs : dict of str to sequence of str
        Parts whose seams a part calls.
    usual : sequence of str
        Parts that every run needs: the first one that is missing has all of them built, side by
        side. The one that takes longest stands first.
    """

    def __init__(
        self,
        package: str,
        parts: Mapping[str, Sequence[str]],
        usual: Sequence[str],
        needs: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self.package, self.usual = package, tuple(usual)
        self.parts = {
            part: [f"{package}.{module}" for module in modules] for part, modules in parts.items()
        }
        self._needs = {part: tuple(needs.get(part, ())) for part in parts}
        # A kernel is first called from several threads at once; one of them builds, the others
        # wait.
        self._lock = RLock()
        self._engines: dict[str, Any] = {}
        self._builds: dict[str, subprocess.Popen[str]] = {}
        self._failed: dict[str, str] = {}

    def entry(self, signature: str) -> Callable[[Callable[P, R]], Entry[P, R]]:
        """Mark a kernel that Python calls, by the kinds of its arguments (see `Entry`)."""
        return lambda function: Entry(function, signature, self.call_of)

    @property
    def is_as_written(self) -> bool:
        """Whether kernels run as plain Python in this process."""
        return interpreted()

    def run_as_written(self) -> None:
        """Have kernels run as plain Python in this process, from before the first is called."""
        run_as_written()

    def prepare(self, parts: Sequence[str] | None = None) -> bool:
        """Start building what is missing and return at once; tells whether anything is missing."""
        if interpreted():
            return False
        with self._lock:
            asked = [each for part in parts or self.usual for each in (part, *self._needs[part])]
            # Where even looking fails, the kernel that is called first finds another way.
            try:
                missing = [part for part in dict.fromkeys(asked) if self._is_missing(part)]
            except Exception:
                return False
            for part in missing:
                if part not in self._builds:
                    with suppress(OSError):
                        self._builds[part] = self._started(part)
            return bool(missing)

    def ready(self, parts: Sequence[str] | None = None) -> None:
        """Have parts compiled, and wait for it: before processes that need them are started.

        Raises
        ------
        RunError
            They cannot be compiled.
        """
        self.prepare(parts)
        for part in () if interpreted() else parts or self.usual:
            if self._engine(part) is None:
                self._compile_plainly(part)

    def call_of(self, entry: Entry[P, R]) -> Callable[P, R]:
        """Return a compiled kernel as a Python function.

        Raises
        ------
        RunError
            It cannot be compiled.
        """
        # Parts are few: looking through them takes no time beside a call.
        part = next(part for part, modules in self.parts.items() if entry.module in modules)
        engine = self._engine(part)
        if engine is not None:
            return function_at(entry, engine.get_function_address(entry.name))
        with self._last_resort(part):
            return self._plain.call_of(entry)

    @cached_property
    def folder(self) -> Path:
        """Where this package's machine code is kept."""
        # The code of kernels, and that which compiles them: a change of either makes other machine
        # code.
        sources = (Path(__file__).parent, _file_of(self.package).parent)
        return cache_folder(sources_digest(sources))

    def _compile_plainly(self, part: str) -> None:
        with self._last_resort(part):
            for entry in entries_of(self.parts[part]):
                self._plain.call_of(entry)

    @contextmanager
    def _last_resort(self, part: str) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except Exception as error:
            why = f"The kernels could not be compiled ({part}): {reason(error)}."
            raise RunError(why) from error

    @cached_property
    def _plain(self) -> Plain:
        with suppress(OSError):
            return Plain(self.folder / "numba")
        return Plain(None)

    def _engine(self, part: str) -> Any:
        """LLVM's engine that holds a part's machine code; None where numba has to do."""
        with self._lock:
            if part not in self._engines and part not in self._failed:
                try:
                    self._engines[part] = self._opened(part)
                except Exception as error:
                    self._fail(part, error)
            return self._engines.get(part)

    def _opened(self, part: str) -> Any:
        engine = engine_of(*(self._code_of(each) for each in (part, *self._needs[part])))
        # Before any kernel: whoever reads arrays wrongly is found out by the one that does no harm.
        canary.check(engine)
        return engine

    def _code_of(self, part: str) -> bytes:
        file = self.folder / part
        why = refusal(file)
        if why is not None:
            raise BuildError(why)
        code = load(file)
        return self._built(part) if code is None else code

    def _built(self, part: str) -> bytes:
        """Machine code of a part that was not there before."""
        # Whatever else is missing is begun too: it will be asked for next.
        self.prepare([part, *self.usual])
        file = self.folder / part
        if part in self._builds:
            _await(self._builds.pop(part))
            code = load(file)
            if code is not None:
                return code
        # No process could be started, or it could not keep what it made: build here.
        code = build(self.parts[part], [])
        keep(file, code)
        if load(file) is None:
            _warn("Compiled kernels cannot be kept in %s: every start compiles anew", file.parent)
        return code

    def _is_missing(self, part: str) -> bool:
        if part in self._engines or part in self._failed:
            return False
        file = self.folder / part
        return refusal(file) is None and load(file) is None

    def _started(self, part: str) -> "subprocess.Popen[str]":
        """Start a process that builds a part, from the very sources that this one runs."""
        own, package = __name__.partition(".")[0], self.package.partition(".")[0]
        roots = [str(_file_of(name).parents[1]) for name in dict.fromkeys((own, package))]
        steps = (
            f"import sys; sys.path[:0] = {roots!r}",
            f"import {own}, {package}; del sys.path[:{len(roots)}]",
            f"from {build.__module__} import main; main()",
        )
        # Whoever started this may answer meanwhile, and goes first; but the part that takes longest
        # is what a run waits for in the end, and two cores have room for both.
        niceness = 0 if part == self.usual[0] and (os.cpu_count() or 1) > 1 else 5
        words = [str(niceness), str(self.folder / part), *self.parts[part], "--"]
        words += [module for needed in self._needs[part] for module in self.parts[needed]]
        return subprocess.Popen(
            [sys.executable, "-c", "\n".join(steps), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # Kept for the one line that says why, should it fail.
            stderr=subprocess.PIPE,
            text=True,
        )

    def _fail(self, part: str, error: Exception) -> None:
        """Have numba compile a part from now on, and tell the user."""
        why = str(error) if isinstance(error, BuildError) else reason(error)
        # A full disk says nothing about the code: the next run shall try again.
        if not isinstance(error, (*TRANSIENT, TransientError)):
            with suppress(Exception):
                refuse(self.folder / part, why)
        if not self._failed:
            _warn("Kernels are compiled by numba alone, so that starting is slower: %s", why)
        self._failed[part] = why


def _await(process: "subprocess.Popen[str]") -> None:
    """Wait for a building process.

    Raises
    ------
    BuildError, TransientError
        It built nothing.
    """
    # Not wait(): a process that says much would never end.
    _, errors = process.communicate()
    lines = errors.splitlines()
    if process.returncode == REFUSED:
        raise BuildError(lines[-1] if lines else "")
    if process.returncode in _CRASHES:
        raise BuildError(f"what was compiled ended a process (exit code {process.returncode})")
    if process.returncode:
        lines = [line for line in lines if "Error" in line]
        raise TransientError(lines[-1] if lines else f"exit code {process.returncode}")


def _warn(message: str, about: object) -> None:
    """Tell the user, but not once more in every worker of a study."""
    from multiprocessing import parent_process

    if parent_process() is None:
        log.warning(message, about)


def _file_of(module: str) -> Path:
    return Path(str(import_module(module).__file__))
