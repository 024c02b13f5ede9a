"""Random damage to the CSV files: told by `validate`, or by `verify` where it touches evidence, or no damage at all.

Every mutation is drawn from its number, so that a failure names what to run again. `AZISRAEL_MUTATIONS` sets how many
are drawn of the invented package (of the real one, which is larger, a fortieth).
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from azisrael_data import copies, letters, literals, proof, schema
from azisrael_data.checks import validate
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.verify import verify
from azisrael_data.write import csv_text
from conftest import REPOSITORY

MUTATIONS = int(os.environ.get("AZISRAEL_MUTATIONS") or 2000)
# What a span or a line of the ledger is: damage to it must not go unseen.
IDENTITY = {
    "evidence": ("id", "table", "row_id", "source_id", "line", "start", "end", "letters", "head", "sha256", "fields"),
    "lines": ("source_id", "line", "start", "end", "letters", "head", "sha256"),
}
# Signs that matter to the reader, so that damage goes deeper than the first check.
SIGNS = b'0123456789abcdefABCDEFZ-;,"{}[]: /.~\n\r\x00\xff\xc3\xa4'


def flipped(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def replaced(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.choice(SIGNS)]) + data[at + 1 :]


def another_digit(rng, data):
    match = rng.choice(list(re.finditer(rb"[0-9]", data)) or [None])
    return data[: match.start()] + b"%d" % rng.randrange(10) + data[match.end() :] if match else data


def inserted(rng, data):
    at = rng.randrange(len(data) + 1)
    return data[:at] + bytes([rng.choice(SIGNS)]) + data[at:]


def deleted(rng, data):
    at, length = rng.randrange(len(data)), rng.choice((1, 1, 1, 2, 5, 40))
    return data[:at] + data[at + length :]


def doubled(rng, data):
    at, length = rng.randrange(len(data)), rng.choice((1, 1, 2, 8))
    return data[: at + length] + data[at:]


def transposed(rng, data):
    at = rng.randrange(len(data) - 1)
    return data[:at] + data[at : at + 2][::-1] + data[at + 2 :]


def cut(rng, data):
    return data[: rng.randrange(len(data))]


def _lines(data):
    return data.splitlines(keepends=True)


def line_deleted(rng, data):
    lines = _lines(data)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def line_doubled(rng, data):
    lines = _lines(data)
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return b"".join(lines)


def lines_swapped(rng, data):
    lines = _lines(data)
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def cell_copied(rng, data):
    """Write the cell of one line into another, as a slip in a spreadsheet does."""
    lines = _lines(data)
    split = [re.findall(rb'(?:^|,)((?:"(?:[^"]|"")*"|[^,"]*))', line.rstrip(b"\n")) for line in lines]
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    column = rng.randrange(min(len(split[a]), len(split[b])))
    split[a][column] = split[b][column]
    lines[a] = b",".join(split[a]) + b"\n"
    return b"".join(lines)


def number_moved(rng, data):
    """Change a whole number by a little, as an off-by-one does."""
    match = rng.choice(list(re.finditer(rb"(?<=,)[0-9]+(?=,)", data)) or [None])
    if match is None:
        return data
    number = max(0, int(match[0]) + rng.choice((-2, -1, 1, 2, 10)))
    return data[: match.start()] + b"%d" % number + data[match.end() :]


KINDS = (
    flipped, replaced, another_digit, inserted, deleted, doubled, transposed, cut,
    line_deleted, line_doubled, lines_swapped, cell_copied, number_moved,
)  # fmt: skip


def mutation(seed, tables):
    """Return (what is done, table, change of its bytes) for a seed. Evidence and the ledger have half of them."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    each = rng.choice([table("evidence"), table("lines"), *rng.sample(tables, 2)])
    return f"mutation {seed}: {each.path} {kind.__name__}", each, lambda data: kind(rng, data)


def keyed(package, name):
    """Return the rows of a table by key."""
    found = package[name]
    return {tuple(row.values[column] for column in found.table.key): row.values for row in found.rows}


def changes(before, after):
    """Return the rows by key that differ, with the columns that do; a row that came or went differs in all."""
    return {
        key: sorted(name for name in before[key] if before[key][name] != after[key][name])
        if key in before and key in after
        else sorted(before.get(key) or after[key])
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }


class Damage:
    """A package, its texts, and what damage to it goes unseen."""

    def __init__(self, root: Path, texts: Path) -> None:
        self.root, self.texts = root, texts
        self.package = Package(root)
        assert validate(self.package) == []
        assert not verify(self.package, texts).failed
        self.tally = Counter()
        self.unseen = []

    def run(self, what, each, change):
        path = self.root / each.path
        data = path.read_bytes()
        damaged = change(data)
        if damaged == data:
            self.tally["nothing changed"] += 1
            return
        path.write_bytes(damaged)
        try:
            self._judge(what, each, damaged)
        finally:
            path.write_bytes(data)

    def _judge(self, what, each, damaged):
        package = Package(self.root)
        if validate(package):
            self.tally["told by validate"] += 1
            return
        # What passes is a package of its own, written as the build would write it.
        assert csv_text(each, [row.values for row in package[each.name].rows]).encode() == damaged, what
        found = changes(keyed(self.package, each.name), keyed(package, each.name))
        assert found, f"{what}: other bytes, same rows, no problem"
        touched = {key: set(names) & set(IDENTITY.get(each.name, ())) for key, names in found.items()}
        if not any(touched.values()):
            self.tally[f"{each.name}: another valid package"] += 1
            return
        report = verify(package, self.texts)
        if report.failed:
            self.tally["told by verify"] += 1
            return
        for key, names in touched.items():
            same = _same(self, package, each, key, names)
            if names and not same:
                self.unseen.append((what, key, sorted(names)))
            elif names:
                self.tally[f"{each.name}: {same}"] += 1


def _same(damage, package, each, key, names):
    """Say why damage to a row is none, or return None."""
    if each.name != "evidence":
        return None
    before, after = keyed(damage.package, "evidence")[key], keyed(package, "evidence")[key]
    held = copies.find(damage.texts, [row.values for row in package["sources"].rows], [])
    text = held[after["source_id"]].text
    if names == {"fields"} and all(_still_given(package, after, text, *told) for told in _literals(before, after)):
        return "another literal that stands there and gives the cell"
    if names <= {"start", "end"}:
        old, new = (text[row["start"] : row["end"]] for row in (before, after))
        if letters.letters(old).stream == letters.letters(new).stream and len(old.split()) == len(new.split()):
            return "the same words, with a sign more or less at the edge"
        if after["sha256"] is None:
            return "a span too short for a fingerprint, moved to words that hold its literals too"
    return None


def _literals(before, after):
    """Yield the columns with other literals; a column that came or went has the literal `...`."""
    for name in before["fields"].keys() | after["fields"].keys():
        if before["fields"].get(name, ...) != after["fields"].get(name, ...):
            gone = name not in before["fields"] or name not in after["fields"]
            yield name, ... if gone else after["fields"][name]


def _still_given(package, span, text, name, told):
    """Tell whether a literal stands in the span and gives the cell (or another, if the span contradicts)."""
    if told is ... or not copies.quoted({name: told}):
        return False
    fact = package.keys[span["table"]][span["row_id"]].values
    column = schema.column(table(span["table"]), name)
    readings = [proof.read(package, column, fact, fact[name], words) for words in copies.quoted({name: told})]
    standing = (literals.stands_in(words, text[span["start"] : span["end"]]) for words in copies.quoted({name: told}))
    return all(standing) and all(r.fits == (span["stance"] == "supports") for r in readings)


@pytest.fixture
def invented(package_root):
    root = package_root()
    return Damage(root, root / "seeds" / "texts")


@pytest.fixture
def real(tmp_path, texts_dir):
    for each in TABLES:
        (tmp_path / each.path).parent.mkdir(exist_ok=True)
        (tmp_path / each.path).write_bytes((REPOSITORY / each.path).read_bytes())
    return Damage(tmp_path, texts_dir)


def test_damage_to_the_invented_package_is_seen(invented):
    """No mutation crashes; one that no rule tells leaves a valid package and no span or line damaged."""
    tables = [each for each in TABLES if (invented.root / each.path).stat().st_size]
    for seed in range(MUTATIONS):
        invented.run(*mutation(seed, tables))

    assert invented.unseen == []
    assert invented.tally["told by validate"] > MUTATIONS // 2
    assert invented.tally["told by verify"] > 0


def test_damage_to_the_real_package_is_seen(real):
    """The same holds for the data as published, against the real texts."""
    for seed in range(MUTATIONS // 40):
        real.run(*mutation(seed, list(TABLES)))

    assert real.unseen == []
