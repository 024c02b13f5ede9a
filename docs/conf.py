"""Configuration of the documentation site. Build it with `sphinx-build -W -n --keep-going -b html docs build/docs`.

Nothing in the built pages asks the network for anything, and they work when opened as files.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "_ext"))

from figures import figures  # noqa: E402

from azisrael_data import __version__  # noqa: E402

project = "azisrael-data"
author = "azisrael-data contributors"
copyright = f"{author}; code MIT, data CC BY 4.0"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "sphinx_copybutton", "pages", "explored"]
exclude_patterns = ["_ext", "_static"]
default_role = "code"  # docstrings put code between single backticks, as Markdown does

smartquotes = False  # two hyphens before an option are two hyphens

myst_enable_extensions = ["substitution"]
myst_heading_anchors = 3
myst_substitutions = figures(DOCS.parent)

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 80
add_module_names = False
python_use_unqualified_type_names = True
# Types of other projects are not looked up: that would take their inventories from the network.
nitpick_ignore_regex = [("py:.*", r".*")]

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "pydata_sphinx_theme"
html_title = f"azisrael-data {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # summaries are fetched, which a browser forbids to pages opened as files
html_use_index = False  # the page on the functions is short enough
html_domain_indices = False
html_context = {"default_mode": "auto"}
html_sidebars = {"index": [], "tutorial": [], "limits": []}
html_theme_options = {
    "logo": {"text": "azisrael-data"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "header_links_before_dropdown": 8,
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_start": ["copyright"],
    "footer_end": [],
    "article_footer_items": [],
}
