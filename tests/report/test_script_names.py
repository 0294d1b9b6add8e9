"""The page's script is plain files in one scope: no name is declared twice, and none is unknown.

A scan of words, not of scopes: a name that is declared anywhere in a page's files counts as known.
"""

import re
from collections import Counter

import pytest

from tocsin.report.html import APP_SCRIPTS, OFFLINE_SCRIPTS, SCRIPTS, source_of

LIVES = {"offline": (*SCRIPTS, *OFFLINE_SCRIPTS), "app": (*SCRIPTS, *APP_SCRIPTS)}
TOKEN = re.compile(
    r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>\d[\w.]*)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<sign>=>|\?\.|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[\n])+/[a-z]*")
DECLARED = re.compile(
    r"^(?:async )?(?:function|class) (\w+)|^(?:const|let) (?:(\w+)|[\[{]([^=]*)[\]}] =)",
    re.MULTILINE,
)


def words_of(text):
    return set(re.findall(r"\w+", text))


WORDS = words_of(
    "async await break case catch class const continue default delete do else extends false finally"
    " for function get if in instanceof let new null of return set static super switch this throw"
    " true try typeof undefined void while yield"
)
LANGUAGE = words_of(
    "Array BigInt Boolean DataView Date Error Float32Array Float64Array Infinity Int32Array JSON"
    " Map Math Number Object Promise Set String Uint16Array Uint32Array Uint8Array NaN"
    " Uint8ClampedArray WeakMap WeakSet decodeURIComponent encodeURIComponent parseInt"
)
# What only some browsers have is asked of `window`, which every one has.
BROWSER = words_of(
    "Blob Bokeh CSS DecompressionStream HTMLCanvasElement ImageData IntersectionObserver Response"
    " ResizeObserver TextDecoder URLSearchParams atob cancelAnimationFrame clearTimeout document"
    " fetch getComputedStyle history localStorage location matchMedia navigator setTimeout window"
    " requestAnimationFrame"
)


def tokens(source):
    """Kinds and texts; of a text with places the code in them."""
    at, before = 0, ("sign", ";")
    while at < len(source):
        if source[at] == "`":
            at, inside = template(source, at + 1)
            yield "text", "``"
            yield from inside
            before = ("text", "``")
            continue
        # After a value a stroke divides; elsewhere it opens a pattern.
        is_value = before[0] in ("name", "number", "text") or before[1] in (")", "]", "}")
        found = None
        if source[at] == "/" and source[at + 1] not in "/*":
            found = None if is_value and before[1] != "return" else PATTERN.match(source, at)
        if found:
            before = ("text", "//")
            yield before
        else:
            found = TOKEN.match(source, at)
            if found.lastgroup != "skip":
                before = (found.lastgroup, found[0])
                yield before
        at = found.end()


def template(source, at):
    """Where a text with places ends, and the tokens of its places."""
    inside = []
    while source[at] != "`":
        if source[at] == "\\":
            at += 2
        elif source.startswith("${", at):
            end, depth = at + 2, 1
            while depth:
                if source[end] == "`":
                    end, _ = template(source, end + 1)
                    continue
                depth += {"{": 1, "}": -1}.get(source[end], 0)
                end += 1
            inside += [("sign", "("), *tokens(source[at + 2 : end - 1]), ("sign", ")")]
            at = end
        else:
            at += 1
    return at + 1, inside


def names(source):
    """Names that code declares, and names that it reads."""
    told = list(tokens(source))
    declared, read = set(), {}
    opens, closes = "([{", ")]}"
    for at, (kind, text) in enumerate(told):
        before = told[at - 1][1] if at else ""
        after = told[at + 1][1] if at + 1 < len(told) else ""
        if kind == "name" and text not in WORDS and before not in (".", "?."):
            is_next = before == "," and after == "="
            if before in ("function", "class", "const", "let") or after == "=>" or is_next:
                declared.add(text)
            elif after != ":" or before not in ("{", ","):
                read[at] = text
        # What stands in brackets before an arrow or a body, or between a declaration and its value.
        is_pattern = text in ("[", "{") and before in ("const", "let")
        if not (is_pattern or text == "("):
            continue
        depth, end = 0, at
        while True:
            depth += (told[end][1] in opens) - (told[end][1] in closes)
            end += 1
            if not depth:
                break
        follows = told[end][1] if end < len(told) else ""
        heads = ("if", "for", "while", "switch")
        if is_pattern or follows == "=>" or (follows == "{" and before not in heads):
            declared |= {word for sort, word in told[at:end] if sort == "name"}
        if follows == "{":
            # A method's name is a key.
            read.pop(at - 1, None)
    return declared, set(read.values())


def top(source):
    """Names that stand at the left margin: what all files of a page share."""
    for found in DECLARED.finditer(source):
        if found[3] is None:
            yield found[1] or found[2]
        else:
            yield from re.findall(r"\w+(?=\s*(?:,|$))", found[3])


@pytest.mark.parametrize("life", LIVES)
def test_no_name_is_declared_twice(life):
    count = Counter(name for file in LIVES[life] for name in top(source_of(file)))
    assert [name for name, times in count.items() if times > 1] == []


@pytest.mark.parametrize("life", LIVES)
def test_no_name_is_unknown(life):
    told = {file: names(source_of(file)) for file in LIVES[life]}
    known = WORDS | LANGUAGE | BROWSER
    known |= {name for declared, _ in told.values() for name in declared}
    unknown = {file: sorted(read - known) for file, (_, read) in told.items()}
    assert {file: some for file, some in unknown.items() if some} == {}


def test_no_name_is_declared_and_never_read():
    both = {file for files in LIVES.values() for file in files}
    read = set.union(*(names(source_of(file))[1] for file in both))
    assert {name for file in both for name in top(source_of(file))} - read == set()


SOURCE = """
function one({ two, six: [three] }, ...four) {
  const { five } = two.nine;
  return `${three + five} ${`${lost}`}`;
}
const late = (x) => x / gone / 2 + /[/`]gone2/.test(four) + one({ key: x, short });
class Kind { method(seven) { return seven; } }
"""


def test_scan_finds_what_is_wrong():
    declared, read = names(SOURCE)
    assert read - declared == {"lost", "gone", "short"}
    source = (
        "const [a, b] = c;\nfunction d() {\n  const e = 1;\n}\nlet { f, g: h } = i;\nclass j {}\n"
    )
    assert [*top(source)] == list("abdfhj")
