"""Sphinx: Markdown pages, API from docstrings, gallery from examples/."""

import sys
from pathlib import Path

from matplotlib.figure import Figure
from sphinx_gallery.scrapers import figure_rst, matplotlib_scraper

import tocsin
from tocsin.plot import style

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "tocsin"
author = "the tocsin developers"
release = version = tocsin.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "groups",
    "thumbnails",
    "generated",
]
exclude_patterns = ["_build", "gallery/*.md5", "gallery/*.zip", "sg_execution_times.rst"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
highlight_language = "none"
myst_heading_anchors = 4
suppress_warnings = ["config.cache"]

autodoc_typehints = "none"
numpydoc_show_class_members = False


def figures_of_answers(block, block_vars, gallery_conf):
    """Show what an example calls ``figure``: answers draw figures that pyplot does not know."""
    figure = block_vars["example_globals"].pop("figure", None)
    if not isinstance(figure, Figure) or figure.canvas.manager is not None:
        return matplotlib_scraper(block, block_vars, gallery_conf)
    path = Path(next(block_vars["image_path_iterator"]))
    style.save(figure, path, dpi=110.0)
    return figure_rst([str(path)], gallery_conf["src_dir"])


sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "download_all_examples": False,
    "show_memory": False,
    # Its table is drawn by scripts from elsewhere.
    "write_computation_times": False,
    "image_scrapers": (figures_of_answers,),
}

html_theme = "pydata_sphinx_theme"
html_title = "tocsin"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_theme_options = {
    "logo": {"text": "tocsin"},
    "header_links_before_dropdown": 8,
    "navbar_persistent": ["search-button"],
    "show_nav_level": 1,
    "navigation_with_keys": False,
    "footer_start": ["notional"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
# These are in no group: a side bar would be empty.
html_sidebars = {"index": [], "search": [], "genindex": [], "py-modindex": []}
templates_path = ["_templates"]
html_show_sourcelink = False
