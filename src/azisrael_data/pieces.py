"""Large files in pieces of whole lines, of which the screen for large files takes what is surely good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from azisrael_data.records import Lines, Tally
from azisrael_data.vector import Numbers, Run, Screen

if TYPE_CHECKING:
    import numpy as np

PIECE = 1 << 24  # bytes; half of it takes a tenth longer, twice as much more memory and no less time


class Pieces(Lines):
    """Lines that are read a piece at a time; runs of them that the screen takes are given as a whole.

    A line that is given back, or that a record takes because a quote is still open before it, is never part of a run.
    """

    def __init__(self, file: Any, path: str, tally: Tally, screen: Screen, tell: Callable[[int], Any]) -> None:
        super().__init__(file, path, tally)
        self.bytes = file
        self.screen, self.tell = screen, tell
        self.begun = False
        self.data, self.at, self.size = b"", 0, 0
        self.ends: np.ndarray[Any, Any] | None = None
        self.stops: np.ndarray[Any, Any] | None = None  # lines that are not taken
        self.numbers: Numbers = {}

    def begin(self) -> None:
        self.begun = True

    def raw(self) -> bytes | None:
        if not self.begun:
            return super().raw()
        if self.at >= self.size and not self._read():
            return None
        assert self.ends is not None
        start = int(self.ends[self.at - 1]) + 1 if self.at else 0
        self.at += 1
        return self.data[start : int(self.ends[self.at - 1]) + 1]

    def taken(self) -> Run | None:
        if self.back or (self.at >= self.size and not self._read()) or self.stops is None:
            return None
        following = int(self.stops.searchsorted(self.at))
        end = int(self.stops[following]) if following < len(self.stops) else self.size
        if end == self.at:
            return None
        above = {name: numbers[self.at : end] for name, numbers in self.numbers.items()}
        run = Run(self.number + 1, above.pop("id"), above)
        self.number += end - self.at
        self.at = end
        return run

    def _read(self) -> bool:
        """Read the next piece and screen it; False at the end of the file."""
        import numpy as np

        data = self.bytes.read(PIECE)
        if not data:
            return False
        if not data.endswith(b"\n"):
            data += self.bytes.readline()
        self.tell(len(data))
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
        whole = len(ends) > 0 and ends[-1] == len(data) - 1
        lengths = np.diff(ends, prepend=-1) - 1
        # a last line that is cut off is the careful way's business
        found = self.screen.taken(data, lengths) if whole else None
        self.data, self.at = data, 0
        self.ends = ends if whole else np.append(ends, len(data) - 1)
        self.size = len(self.ends)
        self.stops, self.numbers = (np.flatnonzero(~found[0]), found[1]) if found else (None, {})
        return True
