"""report: text, JSON and GitHub's forms tell the same problems, and nothing that a cell holds is obeyed by anyone."""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from marko.ext.gfm import gfm

import strategies
from azisrael_data import report
from azisrael_data.problems import Problem
from azisrael_data.report import Capped, More, Tally, inert, whole

PATH = "datasets/visits.csv"
ONE = Problem(PATH, 7, "date", "bad-edtf", "month 13 does not exist", "correct it")
FILE = Problem("datasets/works.csv", 0, "", "file-missing", "no such file")
KEYS = ("path", "line", "column", "code", "message", "hint")

# What GitHub's runner, a Markdown page or a terminal would act on, whole and in pieces.
HOSTILE = ["::", "::error::x", "##[", "##[error]x", "%0A::error::x", "\n::set-env name=a::b", ",line=1", "file=x:1",
           "|", r"\|", "\\", "`", "``", "```", "<b>", "<!--", "&amp;", "[a](https://x.y)", "![a](b)", "https://x.y",
           "a@b.org", "@all", "#1", "*a*", "_a_", "~~a~~", "$a$", "\x1b[31m", "\r", " ", "; ", ": "]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | strategies.ANY_TEXT, max_size=4).map("".join)
PROBLEMS = st.lists(
    st.builds(
        Problem,
        path=st.sampled_from([PATH, "seeds/lines.csv"]) | TEXTS,
        line=st.integers(0, 99),
        column=st.sampled_from(["", "date"]) | TEXTS,
        code=st.sampled_from(["bad-edtf", "stale"]),
        message=TEXTS,
        hint=TEXTS,
    ),
    max_size=12,
)


def many(count, code="bad-edtf", column="date", path=PATH, start=1):
    return [Problem(path, line, column, code, f"fault {line}") for line in range(start, start + count)]


def groups(problems):
    return Counter((each.path, each.code, each.column) for each in problems)


def test_text():
    """Text is a line per problem, as the problem reads."""
    assert f"{ONE}\n{FILE}\n" == report.text(whole([ONE, FILE]))
    assert report.text(whole([])) == ""


def test_colour():
    """With colour the place is dim and the code bold red; without the escapes the text is the same."""
    told = report.text(whole([ONE]), colour=True)

    assert told == (
        "\x1b[2mdatasets/visits.csv:7:date:\x1b[0m \x1b[1;31mbad-edtf\x1b[0m: month 13 does not exist; correct it\n"
    )
    assert re.sub("\x1b\\[[0-9;]*m", "", told) == report.text(whole([ONE]))


@pytest.mark.parametrize(
    ("terminal", "environ", "wanted"),
    [
        (True, {}, True),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_wants_colour(terminal, environ, wanted):
    """Colour is for terminals whose user has not refused it."""
    stream = io.StringIO()
    stream.isatty = lambda: terminal

    assert wanted is report.wants_colour(stream, environ)


def test_twenty_are_told_in_full():
    """Up to twenty problems of one code in one column of a file are told one by one."""
    assert report.text(whole(many(20))).count("\n") == 20


def test_more_are_counted():
    """Of more than twenty the first five are told, and the rest are counted at the end of their file."""
    problems = [*many(21), *many(2, "stale"), FILE]
    more = "... and 16 more `bad-edtf` in column date of datasets/visits.csv (lines 6, 7, 8 ... 21)"
    expected = [*map(str, problems[:5]), *map(str, many(2, "stale")), more, str(FILE)]

    assert expected == report.text(whole(problems)).splitlines()


def test_text_of_a_tally():
    """What a tally has kept and counted reads as if it had kept all."""
    tally = Tally()
    for problem in [*many(30), *many(3, "stale"), *many(22, column="place"), FILE]:
        tally.add(problem)

    assert report.text(tally.capped()) == report.text(
        whole([*many(30), *many(3, "stale"), *many(22, column="place"), FILE])
    )


def test_columns_and_files_are_counted_apart():
    """Twenty each in two columns and two files are not one long list."""
    problems = [*many(20), *many(20, column="place"), *many(20, path="seeds/lines.csv")]

    assert report.text(whole(problems)).count("\n") == 60


# Lines of what is counted, their last line -> how they are named.
MORE = [
    ((7,), 7, " (line 7)"),
    ((7, 9), 9, " (lines 7, 9)"),
    ((7,), 9, " (lines 7 ... 9)"),
    ((1, 2, 3), 3, " (lines 1, 2, 3)"),
    ((1, 2, 3), 4, " (lines 1, 2, 3 ... 4)"),
    ((0,), 0, ""),
    ((), 0, ""),
]


@pytest.mark.parametrize(("lines", "last", "named"), MORE)
def test_lines_of_more(lines, last, named):
    """The first lines of the rest are named and the last one; a file as a whole has none."""
    more = More(PATH, "", "stale", 4, lines, last)

    assert f"... and 4 more `stale` in {PATH}{named}" == str(more)


def test_tally():
    """A tally keeps the first problems of each code, column and file, and knows of the rest how many and where."""
    tally = Tally(kept=2)
    for problem in [*many(5), ONE, *many(1, "stale"), *many(3, column="")]:
        tally.add(problem)

    assert tally.capped() == Capped(
        (*many(2), *many(1, "stale"), *many(2, column="")),
        (More(PATH, "date", "bad-edtf", 4, (3, 4, 5), 7), More(PATH, "", "bad-edtf", 1, (3,), 3)),
    )
    assert tally.capped().total == 10


def test_tally_does_not_grow():
    """A million problems of a thousand columns each are held in bounds: those kept, and one count per group."""
    tally = Tally(kept=1)
    for number in range(20_000):
        tally.add(Problem(PATH, number, f"column {number % 5000}", "bad-edtf", "x"))

    told = tally.capped()

    assert told.total == 20_000
    assert len(told.problems) == report.MOST_GROUPS + 1
    assert len(told.more) == report.MOST_GROUPS + 1


@settings(deadline=None, max_examples=50)
@given(PROBLEMS, st.integers(1, 4), st.integers(1, 30))
def test_tally_counts_all(problems, kept, times):
    """Whatever is fed to a tally, what it keeps and what it counts add up to it, in every form."""
    tally = Tally(kept)
    for problem in problems * times:
        tally.add(problem)
    told = tally.capped()

    assert groups(problems * times) == told.counts()
    assert told.total == len(problems) * times == json.loads(report.as_json(told))["total"]
    assert {(each.path, each.code, each.column): each.count for each in told.more} == {
        group: count - kept for group, count in groups(problems * times).items() if count > kept
    }


def test_json():
    """JSON is one object with the same keys always: problems, what is left out, counts per code and file."""
    told = Capped((ONE, FILE), (More(PATH, "date", "bad-edtf", 3, (8, 9, 10), 10),))

    assert json.loads(report.as_json(told)) == {
        "total": 5,
        "problems": [
            {"path": PATH, "line": 7, "column": "date", "code": "bad-edtf", "message": "month 13 does not exist",
             "hint": "correct it"},
            {"path": "datasets/works.csv", "line": 0, "column": "", "code": "file-missing", "message": "no such file",
             "hint": ""},
        ],
        "more": [
            {"path": PATH, "column": "date", "code": "bad-edtf", "count": 3, "lines": [8, 9, 10], "last": 10},
        ],
        "codes": {
            "bad-edtf": {"count": 4, "help": "docs/problems/bad-edtf.md"},
            "file-missing": {"count": 1, "help": "docs/problems/file-missing.md"},
        },
        "files": {PATH: 4, "datasets/works.csv": 1},
    }  # fmt: skip


def test_json_holds_all():
    """JSON leaves nothing out that it is given."""
    assert len(json.loads(report.as_json(whole(many(500))))["problems"]) == 500


def test_annotations():
    """An annotation is an error in its file and line, with the code as its title."""
    assert report.commands(whole([ONE, FILE])).splitlines() == [
        "::error file=datasets/visits.csv,line=7,title=bad-edtf::date: month 13 does not exist; correct it",
        "::error file=datasets/works.csv,line=1,title=file-missing::no such file",
    ]


def test_ten_annotations():
    """At most ten annotations are given, of each kind of fault one before a second; a notice counts the others."""
    told = report.commands(whole([*many(12), FILE]), "the log").splitlines()

    assert [line.partition(",title=")[0].partition("line=")[2] for line in told[:10]] == [*map(str, range(1, 10)), "1"]
    assert told[10:] == ["::notice::3 more problem(s): see the log"]


def test_summary():
    """The job summary is a Markdown table per file, with counts."""
    told = Capped((ONE, FILE), (More(PATH, "date", "bad-edtf", 3, (8, 9, 10), 12),))

    assert report.summary(told).splitlines() == [
        "",
        "## 5 problem(s) in 2 file(s)",
        "",
        "### `datasets/visits.csv`",
        "",
        "| line | column | code | found and wanted | what to do |",
        "|---:|---|---|---|---|",
        "| 7 | `date` | `bad-edtf` | `month 13 does not exist` | `correct it` |",
        "| ... | `date` | `bad-edtf` | and 3 more (lines 8, 9, 10 ... 12) |  |",
        "",
        "### `datasets/works.csv`",
        "",
        "| line | column | code | found and wanted | what to do |",
        "|---:|---|---|---|---|",
        "| 0 |  | `file-missing` | `no such file` |  |",
    ]
    assert report.summary(whole([])) == ""


@settings(deadline=None, max_examples=50)
@given(PROBLEMS, st.integers(0, 3000))
def test_summary_keeps_to_its_room(problems, room):
    """A summary never takes more bytes than there is room, and counts what it leaves out."""
    told = report.summary(whole(problems), room)

    assert len(told.encode()) <= room
    left = re.search(r"\n(\d+) problem\(s\) more than fit in here\.\n\Z", told)
    shown = len(re.findall(r"^\| \d", told, re.MULTILINE))
    assert shown + int(left[1] if left else 0) == len(problems) or (told == "" and room < 80)


def test_summary_of_very_many():
    """A million bytes of problems end in a count of those that did not fit."""
    problems = [Problem(PATH, line, "", "stale", "\u0259" * 300) for line in range(1, 3001)]
    told = report.summary(whole(problems))

    assert report.SUMMARY_BYTES - 1000 < len(told.encode()) <= report.SUMMARY_BYTES
    left = int(re.search(r"\n(\d+) problem\(s\) more than fit in here\.\n\Z", told)[1])
    assert told.count("\n| ") - 1 == 3000 - left


def read_command(line):
    """Return what GitHub's runner makes of a line of output: None, or a command, its properties and its data."""
    if line.lstrip().startswith("::") and "::" in line.lstrip()[2:]:
        head, _, data = line.lstrip()[2:].partition("::")
        name, _, rest = head.partition(" ")
        pairs = (pair.partition("=") for pair in rest.split(",") if pair)
        properties = {key: value.replace("%3A", ":").replace("%2C", ",") for key, _, value in pairs}
        unescaped = [re.sub("%0D|%0A", "?", text).replace("%25", "%") for text in (*properties.values(), data)]
        return name, dict(zip(properties, unescaped, strict=False)), unescaped[-1]
    match = re.search(r"##\[(.*?)\]", line)
    return (match[1], {}, "") if match else None


@settings(deadline=None, max_examples=100)
@given(PROBLEMS)
def test_no_text_is_a_command(problems):
    """Whatever a file holds, a runner finds no command in text or JSON, and among annotations only those wanted."""
    told = whole(problems)

    for form in (report.text(told), report.as_json(told)):
        assert [line for line in re.split("[\r\n]", form) if read_command(line)] == []
    found = [read_command(line) for line in re.split("[\r\n]", report.commands(told)) if line]
    assert Counter(name for name, _, _ in found) == Counter(
        {"error": min(len(problems), 10), "notice": int(len(problems) > 10)}
    )
    for _, properties, data in found[:10]:
        assert any(
            properties == {"file": each(p.path), "line": str(max(p.line, 1)), "title": p.code}
            and data == each(f"{p.column}: " * bool(p.column) + p.message + f"; {p.hint}" * bool(p.hint))
            for p in problems
            for each in [lambda text: text.replace("##[", r"#\x23[")]
        )


@pytest.mark.parametrize("line", ["::error::x", "  ::error::x", "a ##[error]x", "###[error]x##[a]"])
def test_inert(line):
    """A line that a runner would obey is changed so that it does not; the rest of it stays."""
    assert read_command(line)
    assert read_command(inert(line)) is None
    assert line == inert(line).removeprefix("./").replace(r"\x23", "#")


@pytest.mark.parametrize("line", ["", "a::error::b", "datasets/visits.csv:7:: stale: x", "# [x]"])
def test_inert_leaves_alone(line):
    """An ordinary line stays as it is."""
    assert line == inert(line)


def cells_of(page):
    """Return the headings and the rows of a Markdown page as a browser shows them, and every tag in it."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    texts = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    heads = re.findall(r"<h3>(.*?)</h3>", page, re.DOTALL)
    plain = [[html.unescape(re.sub("</?code>", "", cell)) for cell in row] for row in texts if row]
    return (
        [html.unescape(re.sub("</?code>", "", head)) for head in heads],
        plain,
        set(re.findall("<(/?[a-z0-9!]+)", page)),
    )


TAGS = {"h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "code"}


@settings(deadline=None, max_examples=100)
@given(PROBLEMS.filter(bool))
def test_no_text_is_markup(problems):
    """Whatever a file holds, the summary as a page shows it as text: no link, no tag, no cell too many."""
    heads, rows, tags = cells_of(gfm(report.summary(whole(problems))))

    assert {tag.strip("/") for tag in tags} <= TAGS
    by_file = {path: [p for p in problems if p.path == path] for path in dict.fromkeys(p.path for p in problems)}
    expected = [[str(p.line), p.column, p.code, p.message, p.hint] for each in by_file.values() for p in each]
    assert [list(map(squeezed, row)) for row in expected] == [list(map(squeezed, row)) for row in rows]
    assert list(map(squeezed, by_file)) == list(map(squeezed, heads))


def squeezed(text):
    """Return a text without spaces, of which a page may show several as one."""
    return re.sub(r"\s+", "", text)


@settings(deadline=None, max_examples=100)
@given(PROBLEMS, st.integers(1, 30))
def test_all_forms_agree(problems, times):
    """Text, JSON and summary tell the same problems, and the same number of each kind in each column and file."""
    told = whole(problems * times)
    lines = report.text(told).splitlines()
    known = {inert(str(each)): each for each in problems}
    counted = {inert(str(More(*group, 0, (), 0))).partition(" 0 more ")[2]: group for group in more_groups(problems)}
    assume(len(known) == len(set(problems)))
    assume(len(counted) == len(groups(problems)))

    shown = groups(known[line] for line in lines if line in known)
    for line in lines:
        if line not in known:
            count, what = re.fullmatch(r"\.\.\. and (\d+) more (.*?)(?: \(lines? [0-9, .]+\))?", line).groups()
            path, column, code = counted[what]
            shown[path, code, column] += int(count)
    held = json.loads(report.as_json(told))["problems"]
    assert Counter(Problem(**each) for each in held) == Counter(told.problems)
    assert shown == told.counts() == groups(Problem(**each) for each in held)
    assert len(re.findall(r"^\| \d", report.summary(told, 1 << 30), re.MULTILINE)) == len(held)


def more_groups(problems):
    return [(each.path, each.column, each.code) for each in problems]
