"""Azerbaijan-Israel relations as data, with the evidence behind every cell.

    >>> import azisrael_data as az
    >>> az.load("visits")            # doctest: +SKIP

Everything heavy arrives on first use: importing this module loads neither pandas nor pyarrow nor pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from azisrael_data import plot
    from azisrael_data.citation import cite
    from azisrael_data.disputes import contested, resolve
    from azisrael_data.fingerprints import fingerprint, has_fingerprint
    from azisrael_data.frames import (
        actors,
        agreements,
        arms_transfers,
        incidents,
        load,
        places,
        sources,
        trade_figures,
        visits,
        weapon_systems,
        works,
    )
    from azisrael_data.handbook import codebook, codes, describe
    from azisrael_data.passages import texts
    from azisrael_data.problems import AzisraelDataError, CannotRun, InvalidData, Problem, Refused, UnknownName
    from azisrael_data.reasons import explain
    from azisrael_data.store import path, tables
    from azisrael_data.tracing import evidence

__all__ = [
    "AzisraelDataError",
    "CannotRun",
    "InvalidData",
    "Problem",
    "Refused",
    "UnknownName",
    "__version__",
    "actors",
    "agreements",
    "arms_transfers",
    "cite",
    "codebook",
    "codes",
    "contested",
    "describe",
    "evidence",
    "explain",
    "fingerprint",
    "has_fingerprint",
    "incidents",
    "load",
    "path",
    "places",
    "plot",
    "resolve",
    "sources",
    "tables",
    "texts",
    "trade_figures",
    "visits",
    "weapon_systems",
    "works",
]

_HOMES: dict[str, tuple[str, ...]] = {
    "citation": ("cite",),
    "disputes": ("contested", "resolve"),
    "fingerprints": ("fingerprint", "has_fingerprint"),
    "frames": (
        "actors", "agreements", "arms_transfers", "incidents", "load", "places", "sources", "trade_figures", "visits",
        "weapon_systems", "works",
    ),
    "handbook": ("codebook", "codes", "describe"),
    "passages": ("texts",),
    "problems": ("AzisraelDataError", "CannotRun", "InvalidData", "Problem", "Refused", "UnknownName"),
    "reasons": ("explain",),
    "store": ("path", "tables"),
    "tracing": ("evidence",),
}  # fmt: skip
_MODULES = ("plot",)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"azisrael_data.{name}")
    for module, names in _HOMES.items():
        if name in names:
            for each in names:  # all at once, so that a function is never hidden by its module's name
                globals()[each] = getattr(import_module(f"azisrael_data.{module}"), each)
            return globals()[name]
    raise AttributeError(f"module 'azisrael_data' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
