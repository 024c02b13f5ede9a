"""Characters that do not belong in the text of a cell, and texts wrongly decoded."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from faults.kit import Injection, View, fault, is_code, is_id, is_text, variants

WORD = re.compile(r"[A-Za-z]{4,}")


LOOKS_LIKE = {
    "cyrillic": str.maketrans("aeocpxyijABEKMHOPCTX", "аеосрхуіјАВЕКМНОРСТХ"),
    "greek": str.maketrans("oviAuBEZHIKMNOPTYX", "ονιΑυΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
    "armenian": str.maketrans("ohnuSUOs", "օհոսՏՍՕս"),
}


def inserted(rng: random.Random, view: View, what: str, *codes: str, where: Callable = is_text) -> Injection:
    """Return the injection that inserts characters inside the text of a drawn cell."""
    spot = view.spot(rng, where, lambda text: len(text) > 2)
    at = rng.randrange(1, len(spot.text))
    return spot.put(f"{spot.text[:at]}{what}{spot.text[at:]}", *codes)


def replaced(rng: random.Random, view: View, text: str, *codes: str, where: Callable = is_text) -> Injection:
    """Return the injection that puts another text in the place of a drawn cell's."""
    return view.spot(rng, where).put(text, *codes)


@variants(
    "C02",
    "cell",
    {
        "": ("trailing space in free text", "{} "),
        "b": ("leading space in free text", " {}"),
        "c": ("spaces on both sides of free text", "  {}  "),
    },
    whole=True,
)
def edge_space(rng, view, form):
    spot = view.spot(rng, is_text)
    return spot.put(form.format(spot.text), "edge-space")


@fault("C02d", "cell", whole=True)
def only_space(rng, view):
    """A blank in a cell of free text that is empty."""
    spot = view.spot(rng, is_text, lambda text: text == "")
    return spot.put(" ", "edge-space")


@variants(
    "C06",
    "cell",
    {
        "": ("homoglyph in free text: a Cyrillic letter in a Latin word", "cyrillic"),
        "b": ("homoglyph in free text: a Greek letter in a Latin word", "greek"),
        "c": ("homoglyph in free text: an Armenian letter in a Latin word", "armenian"),
    },
    whole=True,
)
def mixed_word(rng, view, script):
    likes = LOOKS_LIKE[script]
    spot = view.spot(rng, is_text, lambda text: any(w[0].translate(likes) != w[0] for w in WORD.findall(text)))
    places = [m.start() for m in WORD.finditer(spot.text) if m[0][0].translate(likes) != m[0][0]]
    at = rng.choice(places)
    return spot.put(spot.text[:at] + spot.text[at].translate(likes) + spot.text[at + 1 :], "mixed-script")


@fault("C06d", "cell", whole=True)
def mixed_literal(rng, view):
    """Homoglyph in a literal of the evidence."""
    likes = LOOKS_LIKE["cyrillic"]

    def literal_words(text: str) -> list[int]:
        return [m.start(1) for m in re.finditer(r'": \[?"([aeocpxyijABEKMHOPCTX][a-z]{2,})', text)]

    spot = view.spot(rng, lambda c: c.name == "fields", literal_words)
    at = rng.choice(literal_words(spot.text))
    return spot.put(spot.text[:at] + spot.text[at].translate(likes) + spot.text[at + 1 :], "mixed-script")


UNSEEN = {
    "C09": {
        "": ("zero-width space", "\u200b"),
        "b": ("soft hyphen", "\u00ad"),
        "c": ("zero-width joiner", "\u200d"),
        "d": ("zero-width non-joiner", "\u200c"),
        "e": ("word joiner", "\u2060"),
        "f": ("zero-width no-break space (mark of byte order)", "\ufeff"),
        "g": ("combining grapheme joiner", "\u034f"),
        "h": ("Hangul filler", "\u3164"),
        "i": ("half-width Hangul filler", "\uffa0"),
        "j": ("Braille blank", "\u2800"),
        "k": ("variation selector", "\ufe0f"),
        "l": ("variation selector of the supplement", "\U000e0101"),
        "m": ("Mongolian vowel separator", "\u180e"),
        "n": ("Khmer inherent vowel", "\u17b4"),
        "o": ("tag character", "\U000e0041"),
        "p": ("invisible separator", "\u2063"),
        "q": ("interlinear annotation anchor", "\ufff9"),
    },
    "C10": {
        "": ("right-to-left override", "\u202e"),
        "b": ("right-to-left isolate", "\u2067"),
        "c": ("right-to-left mark", "\u200f"),
        "d": ("left-to-right embedding", "\u202a"),
        "e": ("pop directional formatting", "\u202c"),
        "f": ("Arabic letter mark", "\u061c"),
    },
    "C11": {
        "": ("BEL", "\x07"),
        "b": ("ESC (terminal sequence)", "\x1b[31m"),
        "c": ("VT", "\x0b"),
        "d": ("DEL", "\x7f"),
        "e": ("C1 control", "\x9b"),
        "f": ("tab", "\t"),
        "g": ("form feed", "\x0c"),
        "h": ("backspace", "\x08"),
        "i": ("next line (NEL)", "\x85"),
        "j": ("line separator", "\u2028"),
        "k": ("paragraph separator", "\u2029"),
        "l": ("unit separator", "\x1f"),
        "m": ("CR", "\r"),
    },
    "C51": {
        "": ("no-break space", "\u00a0"),
        "b": ("narrow no-break space", "\u202f"),
        "c": ("thin space", "\u2009"),
        "d": ("ideographic space", "\u3000"),
        "e": ("Ogham space mark", "\u1680"),
    },
    "C36": {
        "": ("private-use character", "\ue123"),
        "b": ("unassigned character", "\u0378"),
        "c": ("noncharacter", "\ufffe"),
        "d": ("private-use character of a higher plane", "\U00100000"),
        "e": ("object replacement character", "\ufffc"),
    },
}


for _id, _choices in UNSEEN.items():
    variants(_id, "cell", {t: (f"{title} in free text", what) for t, (title, what) in _choices.items()}, whole=True)(
        lambda rng, view, what: inserted(rng, view, what, "bad-character")
    )
    variants(f"{_id}-", "cell", {"key": (f"{_choices[''][0]} in a code, id or key", _choices[""][1])}, whole=True)(
        lambda rng, view, what: inserted(
            rng, view, what, "bad-character", where=lambda column: is_code(column) or is_id(column)
        )
    )


@variants(
    "C50",
    "cell",
    {
        "": ("Latin ligature (from a PDF) in free text", "e\ufb01x"),
        "b": ("full-width letters in free text", "\uff21\uff22"),
        "c": ("mathematical letters in free text", "\U0001d400\U0001d401"),
        "d": ("circled letters in free text", "\u24b6"),
        "e": ("a stack of combining marks in free text", "a" + "\u0336\u0353\u0359" * 4),
    },
    whole=True,
)
def disguised(rng, view, what):
    return inserted(rng, view, f" {what} ", "bad-character", "not-nfc")


@variants(
    "C39",
    "cell",
    {
        "": ("letters decomposed (NFD, file names of macOS)", "Zu\u0308rich"),
        "b": ("compatibility ideograph", "\uf900"),
        "c": ("Kelvin sign", "300 \u212a"),
        "d": ("combining marks in another order", "a\u0323\u0307 a\u0307\u0323"),
    },
    whole=True,
)
def decomposed(rng, view, what):
    return inserted(rng, view, f" {what} ", "not-nfc")


MOJIBAKE = {
    "": ("é", "Café", "utf-8", "cp1252"),
    "b": ("curly quotes", "the “Café”", "utf-8", "cp1252"),
    "c": ("ə, the commonest Azerbaijani letter", "Heydər Əliyev", "utf-8", "cp1252"),
    "d": ("ş and ğ", "Göyçayda dağ başı", "utf-8", "cp1252"),
    "e": ("dotless ı", "Sumqayıt", "utf-8", "cp1252"),
    "f": ("Cyrillic", "Баку", "utf-8", "latin-1"),
    "g": ("Hebrew", "ירושלים", "utf-8", "latin-1"),
    "h": ("Armenian", "Երևան", "utf-8", "latin-1"),
    "i": ("Cyrillic in cp1251", "Баку и Гянджа", "utf-8", "cp1251"),
    "j": ("é twice over", "CafÃ©", "utf-8", "cp1252"),
    "k": ("é in Mac Roman", "Café naïve", "utf-8", "mac-roman"),
    "l": ("cp1251 read as Latin", "Баку и Гянджа", "cp1251", "cp1252"),
    "m": ("ə in cp1254", "Heydər Əliyev", "utf-8", "cp1254"),
    "n": ("dash", "2012–2014", "utf-8", "cp1252"),
    "o": ("é in DOS", "Café naïve", "utf-8", "cp437"),
}


@variants(
    "C35",
    "cell",
    {tail: (f"mojibake in free text: {title}", *rest) for tail, (title, *rest) in MOJIBAKE.items()},
    whole=True,
)
def mojibake(rng, view, words, encoding, decoding):
    raw = words.encode(encoding).decode(decoding, "ignore")
    return inserted(rng, view, f" {raw} ", "mojibake", "bad-character" if not raw.isprintable() else "mojibake")


@variants(
    "C35",
    "cell",
    {
        "p": ("replacement character in free text", "Caf\ufffd"),
        "q": ("letters lost to question marks in free text", "Heyd?r ?liyev"),
    },
    whole=True,
)
def lost_letters(rng, view, words):
    return inserted(rng, view, f" {words} ", "mojibake")
