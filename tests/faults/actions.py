"""Texts that a spreadsheet, a browser or a runner would act on, that stand for nothing, or that are too long."""

from __future__ import annotations

from azisrael_data import cells
from faults.kit import fault, is_code, is_id, is_text, variants
from faults.texts import inserted, replaced


@variants(
    "C29",
    "cell",
    {
        "": ("=", "=1+1"),
        "b": ("@", "@SUM(A1:A9)"),
        "c": ("+", "+1 and more"),
        "d": ("-", "-1 and less"),
        "e": ("full-width =", "\uff1d1+1"),
        "f": ("= after blanks", "  =1+1"),
        "g": ("=HYPERLINK", '=HYPERLINK("https://example.org","more")'),
        "h": ("dynamic data exchange", "=cmd|'/C calc'!A0"),
        "i": ("full-width @", "\uff20SUM(A1)"),
        "j": ("DDE()", 'DDE("cmd";"/C calc")'),
        "k": ("full-width minus", "\uff0d1"),
    },
    whole=True,
)
def formula(rng, view, text):
    spot = view.spot(rng, is_text)
    return spot.put(text, "formula")


@variants(
    "C30",
    "cell",
    {
        "": ("formula after a tab", "\t=1+1", "bad-character"),
        "b": ("formula after a carriage return", "\r=1+1", "bad-character"),
        "c": ("formula after a line break", "\n=1+1", "line-break"),
        "d": ("formula after a no-break space", "\u00a0=1+1", "bad-character"),
        "e": ("formula after a zero-width space", "\u200b=1+1", "bad-character"),
    },
    whole=True,
)
def hidden_formula(rng, view, text, code):
    return replaced(rng, view, text, code)


@fault("C30f", "cell", whole=True)
def formula_in_list(rng, view):
    """Formula in a later member of a list (a spreadsheet that separates by ';' sees a cell)."""
    spot = view.spot(rng, lambda c: c.is_list and type(c.member) is cells.Cell and not c.generated)
    return spot.put(f"{spot.text};=1+1", "formula")


@fault("C30g", "cell", whole=True)
def formula_in_key(rng, view):
    """Formula in the place of a code, id or key."""
    return replaced(rng, view, "=A1", "formula", where=lambda c: is_code(c) or is_id(c))


@variants(
    "C31",
    "cell",
    {
        "": ("<script", '<script>alert("x")</script>'),
        "b": ("bold", "so <b>much</b> of it"),
        "c": ("entity", "this&nbsp;and that"),
        "d": ("comment", "this <!-- and that -->"),
        "e": ("image that runs code", "<img src=x onerror=alert(1)>"),
        "f": ("number entity", "it&#8217;s so"),
        "g": ("link that runs code", "see javascript:alert(1)"),
        "h": ("unclosed tag", "so <iframe src=//example.org"),
        "i": ("escaped ampersand", "this &amp; that"),
        "j": ("picture as data", "see data:text/html;base64,PHNjcmlwdD4="),
        "k": ("link that runs code, in capitals", "see JavaScript:alert(1)"),
        "l": ("link in Markdown that runs code", "[this](javascript:alert(1))"),
    },
    whole=True,
)
def markup(rng, view, text):
    return replaced(rng, view, text, "markup")


@variants(
    "C38",
    "cell",
    {
        "": ("#REF!", "#REF!"),
        "b": ("#NAME?", "#NAME?"),
        "c": ("####", "########"),
        "d": ("#DIV/0!", "#DIV/0!"),
        "e": ("#N/A", "#N/A"),
        "f": ("#VALUE!", "#VALUE!"),
        "g": ("#ERROR! (Google)", "#ERROR!"),
        "h": ("Err:502 (LibreOffice)", "Err:502"),
        "i": ("#ССЫЛКА! (Russian Excel)", "#ССЫЛКА!"),
        "j": ("#BAŞV! (Turkish Excel)", "#BAŞV!"),
        "k": ("#FIELD!", "#FIELD!"),
    },
    whole=True,
)
def spreadsheet_error(rng, view, text):
    spot = view.spot(rng, lambda c: not isinstance(c.cell, cells.FieldsCell))
    return spot.put(text, "spreadsheet-error")


MARKERS = ("N/A", "NULL", "-", "?", "None", "nan", "nil", "--", "n.a.", "TBD", "unknown", "missing", ".", "NA", "???")


MORE_MARKERS = {
    "d": ("an em dash", "—"),
    "e": ("NaT", "NaT"),
    "f": ("<NA>", "<NA>"),
    "g": ("undefined", "undefined"),
    "h": ("TODO", "TODO"),
    "i": ("an ellipsis", "…"),
    "j": ("(none)", "(none)"),
    "k": ("not available", "not available"),
    "l": ("three dots", "..."),
    "m": ("XXX", "xxx"),
    "n": ("an underscore", "_"),
}


@fault("C20", "cell", whole=True)
def missing_token(rng, view):
    """Undeclared missing token (N/A, NULL, -, ?) in free text."""
    return replaced(rng, view, rng.choice(MARKERS), "missing-marker")


@fault("C20b", "cell", whole=True)
def missing_token_elsewhere(rng, view):
    """Undeclared missing token in a cell that is no free text."""
    return replaced(rng, view, rng.choice(MARKERS), "missing-marker", where=lambda c: not is_text(c))


@fault("C20c", "cell", whole=True)
def missing_token_in_empty(rng, view):
    """Undeclared missing token in a cell that was empty."""
    spot = view.spot(rng, text=lambda text: text == "")
    return spot.put(rng.choice(MARKERS), "missing-marker")


@variants(
    "C20", "cell", {t: (f"missing token: {title}", text) for t, (title, text) in MORE_MARKERS.items()}, whole=True
)
def more_missing_tokens(rng, view, text):
    return replaced(rng, view, text, "missing-marker", *(("markup",) if "<" in text else ()))


@variants(
    "C43",
    "cell",
    {
        "": ("newline inside a one-line cell", "\n"),
        "b": ("CRLF inside a one-line cell", "\r\n"),
        "c": ("two newlines inside a one-line cell", "\n\n"),
    },
    whole=True,
)
def line_break(rng, view, what):
    return inserted(rng, view, what, "line-break")


@variants(
    "C44",
    "cell",
    {
        "": ("a workflow command after a line break", "so\n::error file=x::y", "line-break"),
        "b": ("a workflow command after an escaped line break", "so%0A::error::y\r", "bad-character"),
    },
    whole=True,
)
def workflow_command(rng, view, text, code):
    return replaced(rng, view, text, code)


@fault("C34", "cell", whole=True)
def too_long(rng, view):
    """Text longer than the limit."""
    spot = view.spot(rng, is_text)
    limit = spot.column.cell.limit
    return spot.put(
        (spot.text + " and so on" * limit)[: limit + rng.choice((1, 2, 40))].rstrip() + "n" * 12, "too-long"
    )


@fault("C34b", "cell", whole=True)
def too_long_list(rng, view):
    """List longer than the limit."""
    spot = view.spot(rng, lambda c: c.is_list and not c.generated)
    member = spot.text.split(";")[0]
    return spot.put(";".join(f"{member}{n}" for n in range(1 + spot.column.cell.limit // 3)), "too-long")


@fault("C32", "cell", whole=True)
def required_empty(rng, view):
    """Required cell empty."""
    spot = view.spot(rng, lambda c: c.required)
    return spot.put("", "required")
