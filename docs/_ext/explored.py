"""Puts the explorer into the built site, as `explorer/index.html`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from azisrael_data import explorer

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        explorer.write(Path(app.outdir) / "explorer", explorer.page(Path(app.srcdir).parent))
