"""Classes that the validator does not yet pass, each with the reason. The aim is an empty list."""

from __future__ import annotations

KNOWN: dict[str, str] = {}
