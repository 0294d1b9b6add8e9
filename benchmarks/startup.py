"""What the first use costs, and every later one: compiling, loading, the demo's first map.

Each figure comes from fresh processes; those of a first use have an empty cache of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

LOAD = """
import time
begin = time.perf_counter()
from tocsin.kernels.parts import KERNELS
KERNELS.ready()
print(time.perf_counter() - begin)
"""
# A build in a process of its own, as a `Library` starts it, with numba's record of every kernel.
BUILD = """
import json, os, sys, time
begin = time.perf_counter()
os.environ["NUMBA_OPT"] = "0"
from tocsin.compile import build
libraries = build.spare_numba()
from numba.core.event import install_recorder
from tocsin.compile.target import target_machine
laps = {"import numba": time.perf_counter() - begin}
def lap(name, work, *given):
    begin = time.perf_counter()
    done = work(*given)
    laps[name] = time.perf_counter() - begin
    return done
with install_recorder("numba:compile") as recorded:
    module = lap("types and lowers", build.module_of, build.entries_of(sys.argv[1:]), libraries)
target = target_machine()
lap("optimises", build.optimise, module, target)
lap("emits", target.emit_object, module)
own, stack = {}, []
for at, event in recorded.buffer:
    if event.is_start:
        stack.append([at, 0.0])
    else:
        begun, below = stack.pop()
        kernel = event.data["dispatcher"].py_func
        name = f"{kernel.__module__.rpartition('.')[2]}.{kernel.__name__}"
        own[name] = own.get(name, 0.0) + at - begun - below
        if stack:
            stack[-1][1] += at - begun
print(json.dumps([laps, own]))
"""


def python(code, *arguments, **environment):
    """What a fresh process prints."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout


def seconds(command, *, until=None, **environment):
    """Wall time of a command, or to the moment at which a file appears."""
    begin = time.perf_counter()
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        found = None
        while process.poll() is None:
            if until is not None and found is None and until.exists():
                found = time.perf_counter() - begin
            time.sleep(0.005)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}.")
    return time.perf_counter() - begin if found is None else found


def bench_builds(*, kernels):
    """Processor work of each part's build, and the dearest kernels."""
    from tocsin.kernels.parts import KERNELS

    print("\nBuilding the kernels, one part alone: seconds")
    for part, modules in KERNELS.parts.items():
        laps, own = json.loads(python(BUILD, *modules))
        told = ", ".join(f"{name} {spent:.2f}" for name, spent in laps.items())
        print(f"  {part:8s} {sum(laps.values()):6.2f}   {told}; {len(own)} functions")
        dearest = sorted(own, key=own.get, reverse=True)
        for name in dearest[: None if kernels else 5]:
            print(f"      {own[name]:6.3f} {name}")


def bench_start(*, repeats):
    """First use and later ones."""
    tocsin = str(Path(sys.executable).with_name("tocsin"))
    print("\nStart-up: seconds of wall time, median of", repeats)
    print(f"  tocsin --help                     {_median(repeats, [tocsin, '--help']):6.2f}")
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": f"{folder}/cache"}
        first, later = python(LOAD, **cache), [python(LOAD, **cache) for _ in range(repeats)]
        print(f"  kernels ready, first time ever    {float(first):6.2f}   (three processes build)")
        print(f"  kernels ready, later              {median(map(float, later)):6.2f}")
        for number in range(repeats + 1):
            out = Path(folder, f"demo-{number}")
            command = [tocsin, "demo", "--quiet", "-o", str(out)]
            cache = {"NUMBA_CACHE_DIR": f"{folder}/{'other' if number == 0 else 'cache'}"}
            until = out / "maps" / "warning-isolated.png"
            spent = seconds(command, until=until, **cache)
            later = [spent] if number <= 1 else [*later, spent]
            if number == 0:
                print(f"  demo's first map, first time ever {spent:6.2f}")
        print(f"  demo's first map, later           {median(later):6.2f}")


def _median(repeats, command):
    return median(seconds(command) for _ in range(repeats))


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernels", action="store_true", help="list every kernel")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    bench_builds(kernels=options.kernels)
    bench_start(repeats=options.repeats)


if __name__ == "__main__":
    main()
