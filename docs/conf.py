"""Sphinx: Markdown pages, API from docstrings, gallery from examples/."""

import tocsin

project = "tocsin"
author = "the tocsin developers"
release = version = tocsin.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "gallery/*.md5", "gallery/*.zip", "sg_execution_times.rst"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing", "config.cache"]

autodoc_typehints = "none"
numpydoc_show_class_members = False

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "download_all_examples": False,
    "show_memory": False,
}

html_theme = "pydata_sphinx_theme"
html_title = "tocsin"
html_theme_options = {
    "footer_start": ["notional"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
templates_path = ["_templates"]
html_show_sourcelink = False
