"""The reference pages, made of the program's registers: Markdown texts by the name of their page.

Nothing of what they say is written here: names, units, defaults and sentences come from where the
program itself reads them.
"""

from register_pages import api, cards, keys, registers, verbs


def pages() -> dict[str, str]:
    """Return every page of the folder ``docs/reference`` that is made, by its name there."""
    return {
        **api.pages(),
        **verbs.pages(),
        "cards": cards.page(),
        "study": keys.study_page(),
        "sensors": keys.sensors_page(),
        "clauses": registers.clauses_page(),
        "measures": registers.measures_page(),
        "formats": registers.formats_page(),
    }
