"""The command: an address, no word more, and one line at its end."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tocsin.app.server import open_browser


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal are POSIX")
def test_the_command_serves_until_it_is_interrupted(small, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "app", small.name, "--no-browser", "--threads", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    token = address.partition("token=")[2]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address.replace(token, "guessed"))
    assert process.stdout.readline() == "Open this address in a browser. Ctrl-C ends it.\n"
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=30)
    assert (process.returncode, out, told) == (130, "", "interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "0.0.0.0"], "Say --expose too"),
        (["nosuch"], "No shipped scenario 'nosuch'"),
        (["--host", "192.0.2.1", "--expose"], "Cannot listen on 192.0.2.1, port 0"),
    ],
)
def test_what_cannot_be_served_is_one_error(call, words, told):
    answer = call("app", *words, "--no-browser")
    assert answer.code == 2
    assert told in answer.err
    assert answer.err.count("error: ") == 1


def test_without_a_screen_no_browser_is_opened(monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tocsin.app.server.sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    open_browser("http://127.0.0.1:1/")
    assert opened == []
