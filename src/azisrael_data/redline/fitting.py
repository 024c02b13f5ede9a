"""Pieces of a report put together in a given number of bytes: what does not fit is counted, losses last of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 2000  # bytes: room for a head and the counts of what is left out


Left = tuple[str, int, int]  # name of a part, how many of its pieces are left out, how many it has


@dataclass(frozen=True, slots=True)
class Piece:
    """What is told of one entry, and what is told of it where room is short."""

    full: str
    short: str


@dataclass(frozen=True, slots=True)
class Part:
    """The pieces below one heading, between a head and a foot; `name` is what a count calls it."""

    name: str
    head: str
    foot: str
    pieces: Sequence[Piece]
    serious: bool


def fitted(top: str, parts: Sequence[Part], most: int | None) -> str:
    """Return top and parts as one text of at most `most` bytes of UTF-8 (None: of any length; at least `LEAST`).

    Where not even the serious parts fit, their pieces are shortened, the last ones first, and nothing else is told. Of
    the other parts as many pieces are told as fit, in order. The last line counts what was left out.
    """
    whole = top + "".join(_told(part, [piece.full for piece in part.pieces]) for part in parts)
    if most is None or _size(whole) <= most:
        return whole
    everything = [(part.name, len(part.pieces), len(part.pieces)) for part in parts]
    room = most - _size(top) - _size(_last(most, everything, shortened=True))
    serious = [part for part in parts if part.serious]
    losses = [_told(part, [piece.full for piece in part.pieces]) for part in serious]
    shortened = _size("".join(losses)) > room
    if shortened:
        told, left, room = *_shortened(serious, room), 0
    else:
        told, left, room = losses, [], room - _size("".join(losses))
    for part in parts:
        if not part.serious:
            texts = [piece.full for piece in part.pieces]
            kept = _first(texts, room - _size(part.head) - _size(part.foot))
            told += [_told(part, texts[:kept])] if kept else []
            if kept < len(texts):
                left.append((part.name, len(texts) - kept, len(texts)))
                room = 0  # nothing that comes later is told in its place
            else:
                room -= _size(_told(part, texts))
    return "".join([top, *told, _last(most, left, shortened=shortened)])


def _shortened(parts: Sequence[Part], room: int) -> tuple[list[str], list[Left]]:
    """Return parts told in short as far as there is room, and then in full as far as there is; and what is left out."""
    texts: list[list[str]] = []
    left: list[Left] = []
    for part in parts:
        short = [piece.short for piece in part.pieces]
        kept = _first(short, room - _size(part.head) - _size(part.foot))
        texts.append(short[:kept])
        room -= _size(_told(part, short[:kept])) if kept else 0
        left += [(part.name, len(short) - kept, len(short))] if kept < len(short) else []
    for part, told in zip(parts, texts, strict=True):
        for place, piece in enumerate(part.pieces[: len(told)]):
            room -= _size(piece.full) - _size(piece.short)
            if room < 0:
                return [_told(*each) for each in zip(parts, texts, strict=True) if each[1]], left
            told[place] = piece.full
    return [_told(*each) for each in zip(parts, texts, strict=True) if each[1]], left


def _first(texts: Iterable[str], room: int) -> int:
    """Return how many of the first texts fit."""
    count = 0
    for text in texts:
        room -= _size(text)
        if room < 0:
            break
        count += 1
    return count


def _told(part: Part, texts: Iterable[str]) -> str:
    return "".join([part.head, *texts, part.foot])


def _size(text: str) -> int:
    return len(text.encode())


def _last(most: int, left: Iterable[Left], *, shortened: bool) -> str:
    counts = ", ".join(f"{count} of {total} under {name!r}" for name, count, total in left)
    parts = ["cells of what was lost"] * shortened + [counts] * bool(counts)
    return f"\nMore than fits in {most} bytes; not told here: {'; '.join(parts)}.\n"
