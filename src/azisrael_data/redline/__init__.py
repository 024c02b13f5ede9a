"""A difference told: as text, Markdown, JSON, and a page of HTML. Pure functions over one `Difference`.

What a contributor wrote reaches a terminal, a log that a runner obeys, a comment in which names notify people, and a
browser. So every cell, name and label is escaped for each of them, and losses are told before anything else.
"""

from __future__ import annotations

from azisrael_data.redline.machine import as_json
from azisrael_data.redline.markdown import markdown
from azisrael_data.redline.page import page
from azisrael_data.redline.terminal import text

__all__ = ["as_json", "markdown", "page", "text"]
