"""Azerbaijan-Israel relations as data, with the evidence behind every cell.

    >>> import azisrael_data as az
    >>> az.load("visits")            # doctest: +SKIP

Everything heavy arrives on first use: importing this module loads neither pandas nor pyarrow nor pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.0.1"

if TYPE_CHECKING:
    from azisrael_data.frames import evidence, load, path, tables
    from azisrael_data.problems import AzisraelDataError, CannotRun, InvalidData, Problem, UnknownName

__all__ = [
    "AzisraelDataError",
    "CannotRun",
    "InvalidData",
    "Problem",
    "UnknownName",
    "__version__",
    "evidence",
    "load",
    "path",
    "tables",
]

_HOMES = {
    "frames": ("evidence", "load", "path", "tables"),
    "problems": ("AzisraelDataError", "CannotRun", "InvalidData", "Problem", "UnknownName"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            for each in names:  # all at once, so that a function is never hidden by its module's name
                globals()[each] = getattr(import_module(f"azisrael_data.{module}"), each)
            return globals()[name]
    raise AttributeError(f"module 'azisrael_data' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
