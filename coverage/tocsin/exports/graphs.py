"""The sharing graph for programs of graphs: GraphML, GEXF, and DOT for Graphviz."""

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import GRAPH

if TYPE_CHECKING:
    import networkx as nx

    from tocsin.exports.content import Content

# Gephi's own name of the newest version that networkx writes.
_GEXF = "1.2draft"


@file_format("GraphML", ".graphml", layers=(GRAPH,))
def write_graphml(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write the graph as GraphML: Gephi, yEd, Cytoscape, igraph."""
    import networkx as nx

    # The writer in plain Python: that of lxml gives other bytes where lxml is installed.
    nx.write_graphml_xml(with_own_keys(content.graph), path, named_key_ids=True)


@file_format("GEXF", ".gexf", layers=(GRAPH,))
def write_gexf(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write the graph as GEXF: Gephi."""
    import networkx as nx

    graph = with_own_keys(content.graph)
    text = "\n".join(nx.generate_gexf(graph, version=_GEXF))
    root = ElementTree.fromstring(text)
    namespace = root.tag.partition("}")[0].strip("{")
    ElementTree.register_namespace("", namespace)
    _describe(root, namespace, f"{content.title}. {NOTIONAL}")
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _describe(root: ElementTree.Element, namespace: str, text: str) -> None:
    """Say in the head what the graph is; not when, so that equal graphs are equal bytes."""
    meta = root.find(f"{{{namespace}}}meta")
    assert meta is not None
    meta.attrib.pop("lastmodifieddate", None)
    ElementTree.SubElement(meta, f"{{{namespace}}}description").text = text


@file_format("DOT", ".dot", ".gv", layers=(GRAPH,))
def write_dot(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write the graph in the language of Graphviz: ``dot -Tsvg sharing.dot -o sharing.svg``."""
    path.write_text(dot_text(content.graph), encoding="utf-8", newline="\n")


def dot_text(graph: "nx.MultiDiGraph") -> str:
    r"""Write a graph as DOT; every text is quoted, and none is read as anything but text.

    References
    ----------
    The DOT language, graphviz.org/doc/info/lang.html: in a quoted id only the quote is escaped, in
    a label the backslash too.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph(title="Two")
    >>> graph.add_node("A", label='The "A"')
    >>> print(dot_text(graph))
    digraph sharing {
      label="Two\nNotional: public, generic, rounded parameters; not a model of any real system.";
      "A" [label="The \"A\""];
    }
    <BLANKLINE>
    """
    title = f"{graph.graph.get('title', '')}\n{NOTIONAL}"
    lines = ["digraph sharing {", f"  label={_quoted(title)};"]
    lines += [
        f"  {_quoted(name)} [label={_quoted(data.get('label', name))}];"
        for name, data in graph.nodes(data=True)
    ]
    for source, target, tier, data in graph.edges(keys=True, data=True):
        said = {
            # An agreement a line: side by side they make the picture nine times as wide as high.
            "label": f"{tier}: {data['agreements']}".replace("; ", ";\n"),
            "tooltip": data["terms"],
            # Slower modes are drawn as on our own figures: only what is at once is a whole line.
            "style": "solid" if "auto" in data["modes"].split("; ") else "dashed",
        }
        terms = ", ".join(f"{key}={_quoted(text)}" for key, text in said.items())
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [{terms}];")
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def with_own_keys(graph: "nx.MultiDiGraph") -> "nx.MultiDiGraph":
    """Return a graph in which no two edges have one key: files know an edge by its key alone.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("A", "B", key="track", tier=2)
    >>> list(with_own_keys(graph).edges(keys=True, data="tier"))
    [('A', 'B', 'A>B track', 'track')]
    """
    import networkx as nx

    own = nx.MultiDiGraph(**graph.graph)
    own.add_nodes_from(graph.nodes(data=True))
    for source, target, tier, data in graph.edges(keys=True, data=True):
        # A reader wants the tier's name, not its number.
        own.add_edge(source, target, key=f"{source}>{target} {tier}", **(data | {"tier": tier}))
    return own
