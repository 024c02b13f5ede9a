"""tidy: one canonical form for what can be spelt in several ways; nothing is touched whose meaning would be a guess."""

from __future__ import annotations

import csv
import io
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azisrael_data import build, checks, publish, schema, tidy
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData
from azisrael_data.read import read_file
from azisrael_data.records import needs_quotes
from edits import sets, spoil

VISITS = "datasets/visits.csv"
# What a file is spoilt with, and the one way in which fmt leaves it: as it was before.
FORMS = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "byte-order mark": lambda text: f"\ufeff{text}",
    "no newline at the end": lambda text: text[:-1],
    "blank lines at the end": lambda text: f"{text}\n\n",
    "a blank line within": lambda text: text.replace("\n", "\n\n", 1),
    "a line of commas": lambda text: text + "," * text.split("\n")[0].count(",") + "\n",
    "every cell quoted": lambda text: written(cells_of(text), quoting=csv.QUOTE_ALL),
    "columns reversed": lambda text: written([row[::-1] for row in cells_of(text)]),
    "rows reversed": lambda text: written([cells_of(text)[0], *cells_of(text)[:0:-1]]),
}
# Table, column, a canonical cell of the invented package, and another spelling of the same value.
SPELLINGS = [
    ("trade_figures", "value", "1600000000", "1600000000.00"),
    ("trade_figures", "value", "60", "060"),
    ("arms_transfers", "quantity", "12", "12.0"),
    ("weapon_systems", "is_class", "false", "FALSE"),
    ("weapon_systems", "is_class", "false", "False"),
    ("evidence", "fields", '{"date": "2014"}', '{ "date":"2014" }'),
    ("evidence", "fields", '{"date": "2014"}', '{"date": "\\u0032014"}'),
]
# What is not understood, and the code of the problem that is told.
REFUSED = {
    "a cell too few": (lambda text: text.replace(",visit,", ",", 1), "ragged-row"),
    "an open quote": (lambda text: text.replace("VI-0001,", 'VI-0001,"', 1), "open-quote"),
    "a stray quote": (lambda text: text.replace("minister", 'min"ister', 1), "stray-quote"),
    "an unknown column": (lambda text: text.replace("level", "leval", 1), "unknown-column"),
    "names in upper case": (lambda text: text.replace("id,summary", "ID,SUMMARY", 1), "unknown-column"),
    "mojibake": (lambda text: text.replace("A minister", "A minist\u00c3\u00a9r", 1), "mojibake"),
    "a thousands separator": (lambda text: text.replace(",1,1,single", ',"1,000",1,single', 1), "bad-integer"),
    "an exponent": (lambda text: text.replace(",1,1,single", ",1e0,1,single", 1), "bad-integer"),
    "a code in capitals": (lambda text: text.replace(",visit,", ",Visit,", 1), "unknown-code"),
    "a space at the edge": (lambda text: text.replace(",port-alder,", ", port-alder,", 1), "bad-id"),
    "a vague number": (lambda text: text.replace(",1,1,single", ",about 1,1,single", 1), "bad-integer"),
    "the header again": (lambda text: text + text.split("\n")[0] + "\n", "repeated-header"),
    "a merge conflict": (lambda text: text + "<<<<<<< ours\n=======\n>>>>>>> theirs\n", "merge-conflict"),
    "another table": (lambda _: "id,name\nx,y\n", "no-header"),
    "nothing": (lambda _: "", "file-empty"),
    "a cell over two lines": (lambda text: text.replace("A minister", '"A\nminister"', 1), "stray-quote"),
    "a line break": (lambda text: text.replace(",Arcadian minister,", ',"Arcadian\nminister",', 1), "line-break"),
}  # fmt: skip
CELLS = (" x", "", '"', "1.0", "a\nb", "=1")
GOOD = (["likely-duplicate"], ["AG-0001", "AG-0002"], ["AG-0003"], ["Why: é, “.", "e\u0301", "a;b,c"])


def cells_of(text):
    return list(csv.reader(io.StringIO(text)))


def written(rows, **how):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **how).writerows(rows)
    return out.getvalue()


def put(place, text):
    place.write_text(text, encoding="utf-8", newline="")


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def told(found):
    return [str(problem) for each in found for problem in each.problems]


def test_a_canonical_package_is_untouched(package_root):
    """A package that the build wrote holds nothing that would change, and no file of it is written."""
    root = package_root()
    before = contents(root)

    found = tidy.package(root)

    assert [each.path for each in found] == [each.path for each in TABLES]
    assert [each.path for each in found if each.changes or each.problems] == []
    assert tidy.write(root, found) == []
    assert contents(root) == before


@pytest.mark.parametrize("spoilt", FORMS.values(), ids=FORMS)
def test_form(package_root, spoilt):
    """A file in another form gets the very bytes back that it had, and no other file is touched."""
    root = package_root()
    before = contents(root)
    place = root / "datasets" / "actors.csv"
    put(place, spoilt(place.read_text(encoding="utf-8")))
    assert contents(root) != before

    (changed,) = tidy.write(root, tidy.package(root))

    assert changed.path == "datasets/actors.csv"
    assert contents(root) == before


@pytest.mark.parametrize(("name", "column", "cell", "other"), SPELLINGS)
def test_spellings(package_root, name, column, cell, other):
    """Another spelling of one and the same value is put into the canonical one."""
    root = package_root()
    before = contents(root)
    key = next(row["id"] for row in rows_of(root, name) if row[column] == cell)
    spoil(root, sets(name, key, **{column: other}))
    assert read_file(root / table(name).path, table(name), "x").problems

    tidy.write(root, tidy.package(root))

    assert contents(root) == before


def rows_of(root, name):
    with (root / table(name).path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_decomposed_letters(package_root):
    """A word in decomposed letters is composed: the same letters for every reader."""
    root = package_root()
    spoil(root, sets("actors", "mira-lund", name="Míra Lund"))
    wanted = contents(root)
    spoil(root, sets("actors", "mira-lund", name=unicodedata.normalize("NFD", "Míra Lund")))

    tidy.write(root, tidy.package(root))

    assert contents(root) == wanted


def test_generated_columns_are_filled(package_root):
    """Columns that the build fills are filled as the build does, and a coded cell keeps what it holds."""
    root = package_root()
    wanted = contents(root)
    spoil(root, sets("visits", "VI-0001", date_start="", date_precision="year", sources="", root_count="7"))

    (changed,) = tidy.write(root, tidy.package(root))

    assert changed.path == VISITS
    assert contents(root) == wanted


def test_generated_columns_wait_for_the_evidence(package_root):
    """While the evidence cannot be read, generated columns stay as they are; what is a matter of form does not wait."""
    root = package_root()
    spoil(root, sets("visits", "VI-0001", date_precision="year"), sets("trade_figures", "TF-0001", value="60.0"))
    put(root / "datasets" / "evidence.csv", "spoilt\n")

    changed = tidy.write(root, tidy.package(root))

    assert [each.path for each in changed] == ["datasets/trade_figures.csv"]
    assert rows_of(root, "visits")[0]["date_precision"] == "year"


@pytest.mark.parametrize(("spoilt", "code"), REFUSED.values(), ids=REFUSED)
def test_content_is_not_guessed_at(package_root, spoilt, code):
    """A file with anything that is not understood stays byte for byte as it is; the others are formatted."""
    root = package_root()
    place = root / VISITS
    text = spoilt(place.read_text(encoding="utf-8"))
    assert text != place.read_text(encoding="utf-8")
    put(place, text)
    other = root / "datasets" / "places.csv"
    wanted = other.read_bytes()
    put(other, other.read_text(encoding="utf-8").replace("\n", "\r\n"))

    found = tidy.package(root)
    changed = tidy.write(root, found)

    assert [each.path for each in found if each.problems] == [VISITS]
    assert code in {problem.code for each in found for problem in each.problems}
    assert [each.path for each in changed] == ["datasets/places.csv"]
    assert (place.read_text(encoding="utf-8"), other.read_bytes()) == (text, wanted)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (b"caf\xe9\n", "not-utf8"),
        (b"\xff\xfei\0d\0", "not-csv"),
        (b"\xc3", "no-final-newline"),
        (b"\0\n", "ragged-row"),
        (b"\x1a", "no-final-newline"),
    ],
)
def test_bytes_are_not_guessed_at(package_root, spoilt, code):
    """Bytes that are no text, and those that an old program or a broken disk leaves, are left where they are."""
    place = package_root() / VISITS
    data = spoilt + place.read_bytes() if code == "not-csv" else place.read_bytes() + spoilt
    place.write_bytes(data)

    found = tidy.tidy(place, table("visits"), VISITS)

    assert not found.changes
    assert code in {problem.code for problem in found.problems}
    assert place.read_bytes() == data


def test_a_missing_file_is_told(package_root):
    """A table without a file is told, and none is made."""
    root = package_root()
    (root / VISITS).unlink()

    found = tidy.package(root)

    assert told(found) == ["datasets/visits.csv:0:: file-missing: no such file; restore the file; every table has one"]
    assert tidy.write(root, found) == []
    assert not (root / VISITS).exists()


def test_a_link_is_not_followed(package_root, tmp_path):
    """What stands behind a link is neither read nor written."""
    root = package_root()
    (root / VISITS).rename(tmp_path / "visits.csv")
    (root / VISITS).symlink_to(tmp_path / "visits.csv")

    (found,) = tidy.package(root, ["visits"])

    assert [problem.code for problem in found.problems] == ["file-unreadable"]


def test_only_what_is_asked_for(package_root):
    """Of some tables only those are looked at, generated columns included."""
    root = package_root()
    spoil(root, sets("visits", "VI-0001", date_precision="year"), sets("trade_figures", "TF-0001", value="60.0"))

    (found,) = tidy.package(root, ["visits"])

    assert (found.path, found.changes) == (VISITS, True)


def test_diff(package_root):
    """What would change is shown line by line, line ends and all."""
    root = package_root()
    place = root / "seeds" / "waivers.csv"
    put(place, '"rule",row_id,other_id,reason\r\n')

    (found,) = tidy.package(root, ["waivers"])

    assert found.diff() == (
        "--- seeds/waivers.csv\n+++ seeds/waivers.csv\n@@ -1 +1 @@\n"
        '-"rule",row_id,other_id,reason\\r\n+rule,row_id,other_id,reason\n'
    )


def test_a_file_by_itself(package_root, tmp_path):
    """A file outside of a package is formatted in its place; its generated columns stay as they are."""
    text = (package_root() / VISITS).read_text(encoding="utf-8").replace("2015-05-03,2015-05-03,day", ",,day")
    place = tmp_path / "mine.csv"
    put(place, text.replace("\n", "\r\n"))

    found = tidy.tidy(place, table("visits"), "mine.csv")
    tidy.write(None, [found])

    assert place.read_text(encoding="utf-8") == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "package"]


def test_home(package_root):
    """A file knows the package whose table it is; another file of that name has none."""
    root = package_root()
    (root / "visits.csv").write_bytes((root / VISITS).read_bytes())

    assert tidy.home(root / VISITS) == (root, table("visits"))
    assert tidy.home(root / "visits.csv") is None


def test_not_while_a_build_is_under_way(package_root):
    """Nothing is written while a build holds the package, or after one was interrupted."""
    root = package_root()
    put(root / VISITS, f"{(root / VISITS).read_text(encoding='utf-8')}\n")
    found = tidy.package(root)
    before = contents(root)

    with publish.lock(root), pytest.raises(CannotRun, match="another build"):
        tidy.write(root, found)
    assert contents(root) == before

    (root / publish.UNFINISHED).write_bytes(publish.NOTICE)
    with pytest.raises(CannotRun) as raised:
        tidy.write(root, found)
    assert str(raised.value) == f"a build of {root} was interrupted; run `azisrael build` first"


def test_not_over_what_changed(package_root):
    """A file that changed after it was looked at is not written over."""
    root = package_root()
    put(root / VISITS, f"{(root / VISITS).read_text(encoding='utf-8')}\n")
    found = tidy.package(root)
    put(root / VISITS, "somebody else's work\n")
    before = contents(root)

    with pytest.raises(CannotRun) as raised:
        tidy.write(root, found)

    assert str(raised.value) == "datasets/visits.csv changed in the meantime; nothing was written, begin again"
    assert contents(root) == before


def test_not_through_a_folder_that_is_a_link(package_root, tmp_path):
    """A package whose folder is a link is not written."""
    root = package_root()
    put(root / "seeds" / "waivers.csv", "rule,row_id,other_id,reason\r\n")
    found = tidy.package(root)
    (root / "schemas").symlink_to(tmp_path)

    with pytest.raises(InvalidData, match="special-file"):
        tidy.write(root, found)


def test_a_built_package_stays_built(package_root):
    """Form alone is changed: after a build, a spoilt form and its repair no Parquet file is stale."""
    root = package_root()
    build.build(root)
    before = contents(root)
    for each in TABLES:
        put(root / each.path, FORMS["every cell quoted"](FORMS["crlf"]((root / each.path).read_text(encoding="utf-8"))))

    tidy.write(root, tidy.package(root))

    assert contents(root) == before


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_shuffled_packages(package_root, seed):
    """Whatever order, quotes and line ends a valid package is given, it comes back valid, and twice is as once."""
    rng = random.Random(seed)
    root = package_root(f"package-{seed}", texts=False)
    before = contents(root)
    for each in TABLES:
        put(root / each.path, _shuffled(rng, (root / each.path).read_text(encoding="utf-8")))

    tidy.write(root, tidy.package(root))

    assert contents(root) == before
    assert checks.validate(Package(root)) == []
    assert tidy.write(root, tidy.package(root)) == []


def _shuffled(rng, text):
    """Return a CSV text with its rows and columns in another order, cells quoted at random, and other line ends."""
    header, *rows = cells_of(text)
    rng.shuffle(rows)
    order = rng.sample(range(len(header)), len(header)) if rng.random() < 0.5 else range(len(header))
    lines = [",".join(_quoted(rng, row[place]) for place in order) for row in (header, *rows)]
    end = rng.choice(["\n", "\r\n"])
    return rng.choice(["", "\ufeff"]) + end.join(lines) + rng.choice(["", end, end * 3])


def _quoted(rng, cell):
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if needs_quotes(cell) or rng.random() < 0.2 else cell


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_a_file_holds(tmp_path, data):
    """A file is either left as it is or made canonical: read again it holds the same values, and twice is as once."""
    target = table("waivers")
    header = schema.header(target)
    good = st.tuples(*map(st.sampled_from, GOOD))
    odd = st.lists(st.sampled_from(CELLS), min_size=3, max_size=5).filter(lambda row: any(map(str.strip, row)))
    rows = data.draw(st.lists(good, max_size=3, unique_by=lambda row: row[1])) + data.draw(st.lists(odd, max_size=1))
    order = data.draw(st.permutations(range(len(header))))
    rows = [[row[place] for place in order] if len(row) == len(header) else row for row in rows]
    head = [header[place] for place in order]
    text = written([head, *rows], quoting=data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])))
    place = tmp_path / "waivers.csv"
    put(place, data.draw(st.sampled_from([text, text.replace("\n", "\r\n"), text[:-1], f"\ufeff{text}"])))
    before = place.read_bytes()

    found = tidy.tidy(place, target, "waivers.csv")
    tidy.write(None, [found])

    if found.problems:
        assert place.read_bytes() == before
    else:
        again = tidy.tidy(place, target, "waivers.csv")
        assert (again.changes, again.problems) == (False, [])
        assert sorted(map(_values, again.rows)) == sorted(_values(dict(zip(head, row, strict=True))) for row in rows)


def _values(row):
    return sorted((name, unicodedata.normalize("NFC", value)) for name, value in row.items())
