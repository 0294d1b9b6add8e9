"""A page opened from disk in a browser, for the tests beside it."""

from contextlib import contextmanager


@contextmanager
def opened(browser, path, *, width=1280, fragment="", **options):
    """A page that must ask for nothing but its file, and complain of nothing."""
    asked, said = [], []
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.on("request", lambda request: asked.append(request.url.split("#")[0]))
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(path.as_uri() + fragment)
    if options.get("java_script_enabled", True):
        tab.locator("html.live").wait_for()
    yield tab
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}
    assert said == []
    context.close()


def unfold(details):
    """Open what is filled when it is first opened, which a browser tells a moment later."""
    details.locator("summary").first.click()
    details.locator("summary + * > *").first.wait_for(state="attached")
