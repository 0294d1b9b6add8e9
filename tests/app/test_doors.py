"""Who may come in: tokens, cookies, hosts, origins, sizes."""

import pytest

from tocsin.app.doors import Door, is_loopback
from tocsin.app.server import check_host, listen
from tocsin.errors import InputError

from .conftest import Browser


def test_only_the_token_opens(stranger):
    for path in ("/", "/?token=wrong", "/api/scenario", "/api/data", "/api/download/map.png"):
        assert stranger.ask("GET", path).status == 403, path
    stranger.cookie = "guessed"
    refused = stranger.ask("GET", "/api/scenario")
    assert refused.status == 403
    assert "tocsin app has printed" in refused.json()["problems"][0]


def test_the_token_becomes_a_cookie_that_scripts_and_other_pages_cannot_use(stranger):
    answer = stranger.ask("GET", f"/?token={stranger.door.token}")
    assert (answer.status, answer.headers["Location"]) == (302, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert stranger.door.token not in cookie


@pytest.mark.parametrize("host", ["evil.test", "evil.test:{port}", "127.0.0.1:1", "", "[::1"])
def test_a_name_that_was_bound_to_this_machine_is_refused(enter, host):
    browser = enter()
    host = host.format(port=browser.door.port)
    for path in ("/", f"/?token={browser.door.token}", "/api/scenario"):
        assert browser.ask("GET", path, Host=host).status in (400, 403), path
    own = f"http://{host}"
    assert browser.ask("POST", "/api/undo", {}, Host=host, Origin=own).status in (400, 403)


@pytest.mark.parametrize("origin", [None, "null", "http://evil.test", "http://127.0.0.1:1"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/edit"), ("POST", "/api/open"), ("DELETE", "/api/verdict/x"), ("PUT", "/")],
)
def test_only_our_own_page_changes_anything(enter, origin, method, path):
    browser = enter()
    assert browser.ask(method, path, {"name": "hosted-veto"}, Origin=origin).status == 403
    assert browser.scenario()["title"] == "Two shores"


def test_another_page_may_not_even_read(enter):
    browser = enter()
    assert browser.ask("GET", "/api/scenario", Sec_Fetch_Site="same-site").status == 403
    assert browser.ask("GET", "/api/scenario", Sec_Fetch_Site="same-origin").status == 200


def test_every_answer_forbids_what_it_does_not_need(enter):
    for path in ("/api/shipped", "/api/nothing", "/api/../../etc/passwd"):
        headers = enter().ask("GET", path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers.get("Server") is None
        assert headers.get("Access-Control-Allow-Origin") is None


def test_what_is_too_large_is_not_read(enter):
    browser = enter()
    refused = browser.ask("POST", "/api/open", b"{" + b" " * 8_000_001)
    assert refused.status == 413
    assert "Larger than 8 MB" in refused.json()["problems"][0]
    assert browser.scenario()["title"] == "Two shores"


def test_sessions_are_bounded_and_idle_ones_are_forgotten(serving):
    desk = serving(sessions=2)
    first, second, third = (Browser(desk.door) for _ in range(3))
    first.enter()
    second.enter()
    refused = third.ask("GET", f"/?token={desk.door.token}")
    assert refused.status == 503
    assert b"2 browsers use this server" in refused.content
    desk.sessions._held[first.cookie].seen_s -= 2 * desk.limits.idle_s
    third.enter()
    assert first.ask("GET", "/api/scenario").status == 403
    assert second.scenario()["title"] == "Two shores"


def test_other_computers_come_in_only_if_somebody_says_so():
    assert [is_loopback(each) for each in ("::1", "127.9.9.9", "10.0.0.1", "a.test")] == [
        *(True, True),
        *(False, False),
    ]
    with pytest.raises(InputError, match=r"lets other computers in\. Say --expose"):
        check_host("0.0.0.0", expose=False)
    check_host("0.0.0.0", expose=True)
    everywhere = Door("0.0.0.0", 80)
    assert everywhere.knows("192.168.1.7:80")
    assert not everywhere.knows("evil.test:80")
    assert everywhere.origin == "http://127.0.0.1:80"


def test_a_port_in_use_is_one_sentence(desk):
    with pytest.raises(InputError, match=r"Cannot listen on 127.0.0.1, port \d+: it is in use."):
        listen("127.0.0.1", desk.door.port)
    with pytest.raises(InputError, match=r"Cannot listen on nowhere.test, port 0: "):
        listen("nowhere.test", 0)
