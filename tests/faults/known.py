"""Variants that the validator does not yet pass, each with the reason. The aim is an empty list."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "C28l": "without its unit a literal such as 'second largest' is told as unread",
    "C35l": "cp1251 read as a Latin code page looks like Latin letters",
    "X09e": "verify: a wrong fingerprint of a file is no finding where its letters fit",
}
