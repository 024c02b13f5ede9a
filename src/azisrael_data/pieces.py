"""Large files in pieces of whole lines, of which the screen for large files takes what is surely good."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from azisrael_data.records import Lines, Tally
from azisrael_data.vector import Found, Screen

AHEAD = 2  # pieces that are screened at a time (each keeps more than one core busy, not two); one more waits, read
PIECE = 1 << 24  # bytes; half of it takes a tenth longer, twice as much two fifths more memory and no less time


@dataclass(frozen=True, slots=True)  # not a tuple, which is a record taken by itself
class Run:
    """Lines of a file in a row whose records are good; `line` is the physical line of the first.

    `ids` holds the number in the id of each, as a range where they rise one by one; `above`, of each column that names
    a row of the same table, the physical lines where it is filled and the numbers there.
    """

    line: int
    ids: Sequence[int]
    above: dict[str, tuple[array[int], array[int]]]

    @property
    def count(self) -> int:
        """Return how many rows these are."""
        return len(self.ids)


class Pieces(Lines):
    """Lines that are read a piece at a time; runs of them that the screen takes are given as a whole.

    A line that is given back, or that a record takes because a quote is still open before it, is never part of a run.
    """

    def __init__(self, file: Any, path: str, tally: Tally, screen: Screen, tell: Callable[[int], Any]) -> None:
        super().__init__(file, path, tally)
        self.bytes = file
        self.screen, self.tell = screen, tell
        self.begun = False
        self.data, self.offset, self.at = b"", 0, 0  # a piece, and where its next line begins and which it is
        self.found: Found | None = None
        self.pieces = self._pieces()
        self.failed: OSError | None = None

    def begin(self) -> None:
        self.begun = True

    def raw(self) -> bytes | None:
        if not self.begun:
            return super().raw()
        if self.offset >= len(self.data) and not self._read():
            return None
        end = self.data.find(b"\n", self.offset) + 1 or len(self.data)
        line = self.data[self.offset : end]
        self.offset = end
        self.at += 1
        return line

    def taken(self) -> Run | None:
        if self.back or (self.offset >= len(self.data) and not self._read()) or self.found is None:
            return None
        found, start = self.found, self.at
        following = bisect_left(found.left, start)
        end = found.left[following] if following < len(found.left) else len(found.ids)
        if end == start:
            return None
        whole = end - start == len(found.ids)
        run = Run(self.number + 1, found.ids if whole else found.ids[start:end], self._above(start, end))
        if end == len(found.ids):
            self.offset = len(self.data)
        else:
            assert found.lengths is not None
            self.offset += int(found.lengths.slice(start, end - start).sum()) + end - start
        self.number += end - start
        self.at = end
        return run

    def _above(self, start: int, end: int) -> dict[str, tuple[array[int], array[int]]]:
        assert self.found
        cut = {}
        for name, (lines, numbers) in self.found.above.items():
            first, last = bisect_left(lines, start), bisect_left(lines, end)
            moved = self.number + 1 - start
            cut[name] = array("q", (line + moved for line in lines[first:last])), numbers[first:last]
        return cut

    def _read(self) -> bool:
        """Take the next piece; False at the end of the file."""
        self.data, self.found = next(self.pieces, (b"", None))
        self.offset = self.at = 0
        self.tell(len(self.data))
        return bool(self.data)

    def _pieces(self) -> Iterator[tuple[bytes, Found | None]]:
        """Yield pieces with what the screen says of them, while others are read ahead and screened."""
        from concurrent.futures import Future, ThreadPoolExecutor

        ahead: deque[tuple[bytes, Future[Found | None]]] = deque()
        with ThreadPoolExecutor(AHEAD) as pool:
            while True:
                while len(ahead) <= AHEAD and (data := self._next()):
                    ahead.append((data, pool.submit(self._screened, data)))
                if not ahead:
                    break
                data, found = ahead.popleft()
                yield data, found.result()
        if self.failed:
            raise self.failed

    def _next(self) -> bytes:
        """Read a piece; nothing at the end, or where reading fails, which is told after what was read before."""
        if self.failed:
            return b""
        try:
            start = self.bytes.tell()
            self.bytes.seek(start + PIECE)
            size = PIECE + len(self.bytes.readline())  # of whole lines; to read on and join would copy it all
            self.bytes.seek(start)
            return bytes(self.bytes.read(size))
        except OSError as error:
            self.failed = error
            return b""

    def _screened(self, data: bytes) -> Found | None:
        # a last line that is cut off is the careful way's business
        return self.screen.taken(data) if data.endswith(b"\n") else None
