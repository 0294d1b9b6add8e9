"""Ctrl-C at any moment of a command: one line and code 130, and no word of Python's."""

import signal
import subprocess
import sys
import time

import pytest


def heard():
    """Let the process hear the signal: who was started in the background would ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal are POSIX")
@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.2, 0.3, 0.4])
def test_an_interruption_is_one_line(small, after_s):
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "history", small, "-q"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard,
    )  # fmt: skip
    time.sleep(after_s)
    if process.poll() is not None:
        pytest.skip("it was done before")
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    # Before a line of tocsin is read Python ends in its own way, and nobody can help it.
    if "tocsin/" in told or process.returncode not in (-signal.SIGINT, 1):
        assert (process.returncode, told) == (130, "interrupted\n")


def test_a_program_that_imports_tocsin_keeps_its_own_way():
    code = (
        "import signal, tocsin, tocsin.cli;"
        "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
    )
    subprocess.run([sys.executable, "-c", code], check=True, preexec_fn=heard)
