"""The catalogue of problem codes: what each means, and at which level of a package it is found.

Codes are stable: they may be added, never renamed. `docs/problems.md` and a page per code are made from this.
"""

from __future__ import annotations

from typing import NamedTuple

LEVELS = ("file", "header", "shape", "cell", "row", "relation", "evidence", "package")


class Entry(NamedTuple):
    """One code: the level at which it is found, and a sentence each on what it means, what is wanted, what to do."""

    level: str
    meaning: str
    wanted: str
    remedy: str


CODES: dict[str, Entry] = {
    "file-missing": Entry(
        "file",
        "A table's CSV file is not there.",
        "Every table has its file, if only with a header.",
        "Restore the file from the last version; a table that has no rows keeps its header line.",
    ),
    "file-unreadable": Entry(
        "file",
        "The file exists but cannot be read as a plain file.",
        "Every table is a plain file that may be read, not a folder, a link or a pipe.",
        "Put a plain file in its place and allow reading it.",
    ),
    "file-empty": Entry(
        "file",
        "The file holds no bytes.",
        "A file holds at least the header line of its table.",
        "Restore the file from the last version, or write the header line.",
    ),
    "not-csv": Entry(
        "file",
        "The bytes are another kind of file: gzip, Excel, HTML, UTF-16, Parquet, CR line ends.",
        "A file is CSV text in UTF-8 with commas between cells and LF at line ends.",
        "Open the file in the program that wrote it and export it as CSV in UTF-8.",
    ),
    "not-utf8": Entry(
        "file",
        "A byte is not UTF-8.",
        "Every byte of a file belongs to a character in UTF-8.",
        "Save the file again as UTF-8, then look at the letters with accents on the line.",
    ),
    "bom": Entry(
        "file",
        "The file starts with a byte-order mark.",
        "A file starts with the first letter of its header.",
        "Save the file as UTF-8 without BOM; a spreadsheet calls the other kind 'CSV UTF-8'.",
    ),
    "crlf": Entry(
        "file",
        "Lines end in CRLF, not in LF.",
        "Every line ends in LF alone.",
        "Save the file with Unix line ends.",
    ),
    "no-final-newline": Entry(
        "file",
        "The last line has no newline, as after a cut-off copy.",
        "The last line ends in a newline like every other.",
        "Compare the end of the file with the last version, then end the last line with a newline.",
    ),
    "delimiter": Entry(
        "file",
        "Cells are separated by semicolon, tab or pipe.",
        "Cells are separated by commas.",
        "Export the file with commas; some languages make a spreadsheet write semicolons.",
    ),
    "no-header": Entry(
        "header",
        "The first line is not the header of the table.",
        "The first line names the columns of the table.",
        "Delete what stands above the header, or write the header as the first line.",
    ),
    "missing-column": Entry(
        "header",
        "A column of the table is not in the header.",
        "The header names every column of the table, if only over empty cells.",
        "Add the column to the header and a cell for it to every row.",
    ),
    "unknown-column": Entry(
        "header",
        "The header names a column that the table does not have.",
        "The header names columns of the table and no others.",
        "Correct the name if it is a slip, else delete the column with its cells.",
    ),
    "duplicate-column": Entry(
        "header",
        "The header names a column twice.",
        "The header names every column once.",
        "Delete one of the two with its cells, or give it the name that it should have.",
    ),
    "column-order": Entry(
        "header",
        "The columns stand in another order than the table's.",
        "The columns stand in the order of docs/columns.md.",
        "Move the columns, header and cells together.",
    ),
    "merge-conflict": Entry(
        "shape",
        "Git left the marks of a merge conflict in the file.",
        "Every line holds a row.",
        "Choose the rows that hold and delete the lines with the marks.",
    ),
    "blank-line": Entry(
        "shape",
        "A line is empty, or holds empty cells only.",
        "Every line holds a row.",
        "Delete the empty line.",
    ),
    "repeated-header": Entry(
        "shape",
        "The header line stands again among the rows.",
        "The header stands once, on the first line.",
        "Delete the line; it comes from files that were put one after the other.",
    ),
    "open-quote": Entry(
        "shape",
        "A quoted cell is never closed.",
        "A cell that opens with a quote closes with one.",
        "Close the quote, or double it if it is part of the text.",
    ),
    "stray-quote": Entry(
        "shape",
        "A quote stands inside an unquoted cell, or text follows a closing quote.",
        "Quotes stand around a whole cell, and a quote inside is doubled.",
        "Put the whole cell in quotes and double every quote in it.",
    ),
    "needless-quote": Entry(
        "shape",
        "A cell is quoted that needs no quotes.",
        "Only a cell with a comma or a quote in it stands in quotes.",
        "Take the quotes away; some programs put them around everything.",
    ),
    "ragged-row": Entry(
        "shape",
        "A row has more or fewer cells than the header.",
        "A row has as many cells as the header has names.",
        "Look for a comma in a text and put that cell in quotes, or add the missing cell.",
    ),
    "line-break": Entry(
        "cell",
        "A one-line cell holds a line break.",
        "A cell is one line of text.",
        "Write the text on one line.",
    ),
    "bad-character": Entry(
        "cell",
        "An invisible, control, private-use or unassigned character.",
        "A cell holds letters and signs that can be seen, and ordinary spaces.",
        "Delete the character that the message names, or write an ordinary space.",
    ),
    "not-nfc": Entry(
        "cell",
        "The text is not in Unicode NFC.",
        "A letter with an accent is one character where Unicode has one for both.",
        "Write the text that the message shows; it looks the same.",
    ),
    "mojibake": Entry(
        "cell",
        "The text was decoded with the wrong encoding.",
        "Text is read in the encoding in which it was written.",
        "Restore the word from the source, and open the file as UTF-8 from now on.",
    ),
    "mixed-script": Entry(
        "cell",
        "One word mixes letters of two scripts.",
        "All letters of a word belong to one script.",
        "Type again the letter that the message names; it looks like another one.",
    ),
    "edge-space": Entry(
        "cell",
        "A space stands at the edge of a cell.",
        "A cell starts and ends with something other than a space.",
        "Delete the space.",
    ),
    "formula": Entry(
        "cell",
        "The cell would run as a formula in a spreadsheet.",
        "A text starts with a letter, a digit or a quotation mark.",
        "Reword the text; a spreadsheet runs what starts with =, +, - or @.",
    ),
    "spreadsheet-error": Entry(
        "cell",
        "The cell holds a spreadsheet's error value.",
        "A cell holds a value, or nothing.",
        "Restore the value from the source or the last version.",
    ),
    "markup": Entry(
        "cell",
        "The cell holds HTML markup.",
        "A cell holds plain text.",
        "Delete the tags and write the characters that stand behind the entities.",
    ),
    "missing-marker": Entry(
        "cell",
        "A word that means 'no value'; an empty cell is wanted.",
        "A cell without a value is empty.",
        "Empty the cell.",
    ),
    "required": Entry(
        "cell",
        "A required cell is empty.",
        "The columns that docs/columns.md marks with R are filled in every row.",
        "Fill the cell, or leave the row out until the value is known.",
    ),
    "unknown-code": Entry(
        "cell",
        "The value is not in the column's code list.",
        "A cell holds one of the codes that docs/columns.md lists for its column.",
        "Write the code; a new one is a change of the coding rules and comes first.",
    ),
    "bad-id": Entry(
        "cell",
        "The id does not have the table's form.",
        "An id has the form of its table, such as AT-0001 or port-alder.",
        "Write the id in that form.",
    ),
    "bad-key": Entry(
        "cell",
        "A key to another table does not have that table's form.",
        "A key has the form of the ids of the table to which it leads.",
        "Look up the id of the row that is meant and write it.",
    ),
    "bad-integer": Entry(
        "cell",
        "Not a canonical whole number.",
        "A whole number is written in digits alone, without leading zeros, signs or separators.",
        "Write the bare number; unit, currency and hedge have columns of their own.",
    ),
    "bad-number": Entry(
        "cell",
        "Not a canonical decimal number.",
        "A number is written in digits with at most one decimal point and no needless zeros.",
        "Write the bare number; unit, currency and hedge have columns of their own.",
    ),
    "bad-boolean": Entry(
        "cell",
        "Neither true nor false.",
        "A cell is true or false, in small letters.",
        "Write true or false.",
    ),
    "bad-date": Entry(
        "cell",
        "Not a day written YYYY-MM-DD.",
        "A day is written YYYY-MM-DD and exists.",
        "Write the day in that form; for a generated column run the build.",
    ),
    "bad-edtf": Entry(
        "cell",
        "Not a date in this dataset's EDTF grammar, or a date that does not exist.",
        "A date is as precise as its source and written as in docs/columns.md, such as 2012-02 or 2010/2012.",
        "Write the date in that form; if a spreadsheet has rewritten it, restore it from the source.",
    ),
    "bad-list": Entry(
        "cell",
        "A list cell with an empty or repeated member.",
        "A list is its distinct members joined by semicolons, with nothing between.",
        "Delete the empty member or the repeated one.",
    ),
    "bad-json": Entry(
        "cell",
        "Not the JSON object that is wanted.",
        "The cell is a JSON object in its one spelling, from column names to literals or null.",
        "Run the anchor command, which writes the cell, or write it as the message shows.",
    ),
    "bad-hash": Entry(
        "cell",
        "Not a lower-case hexadecimal fingerprint of the right length.",
        "A fingerprint is lower-case hexadecimal digits, as many as its column wants.",
        "Run the anchor command, which computes it; a spreadsheet may have shortened it.",
    ),
    "bad-url": Entry(
        "cell",
        "Not a plain http(s) address.",
        "An address starts with http or https and names a host, with no user or password.",
        "Write the plain address of the page.",
    ),
    "bad-currency": Entry(
        "cell",
        "Not an ISO 4217 code that this dataset uses.",
        "A currency is one of the ISO 4217 codes that docs/columns.md lists.",
        "Write the code; a new one is a change of the coding rules and comes first.",
    ),
    "bad-language": Entry(
        "cell",
        "Not a language tag of two or three lower-case letters.",
        "A language is its tag of two or three letters, such as en.",
        "Write the tag.",
    ),
    "bad-type": Entry(
        "cell",
        "A value of the wrong type, where no text was given.",
        "A value that is not text has the type of its column.",
        "Give the type that the message names, or the text as it stands in a CSV file.",
    ),
    "out-of-range": Entry(
        "cell",
        "A number outside the column's limits.",
        "A number lies between the limits of its column in docs/columns.md.",
        "Correct the number; look for a slip in its unit or its sign.",
    ),
    "too-long": Entry(
        "cell",
        "A text or cell longer than its limit.",
        "A text is no longer than its column allows.",
        "Shorten the text; if it runs over rows, a quote is not closed.",
    ),
    "duplicate-id": Entry(
        "row",
        "The id stands twice.",
        "An id stands on one row of its table.",
        "Give the later row the next free id; if they are one event, merge them.",
    ),
    "duplicate-row": Entry(
        "row",
        "The whole row stands twice.",
        "A row stands once.",
        "Delete one of the two.",
    ),
    "row-order": Entry(
        "row",
        "Rows are not in id order.",
        "Rows stand in the order of their ids.",
        "Sort the rows by id.",
    ),
    "same-party": Entry(
        "row",
        "Two cells that must differ are the same.",
        "The two parties of a row differ.",
        "Look up in the source who is who.",
    ),
    "low-high": Entry(
        "row",
        "A lower bound above the value or the upper bound.",
        "A lower bound is not above the value, nor the value above the upper bound.",
        "Swap the two or correct one.",
    ),
    "incomplete-pair": Entry(
        "row",
        "Of two cells that go together one is empty.",
        "Cells that go together are both filled or both empty.",
        "Fill the empty one or empty the other.",
    ),
    "date-order": Entry(
        "row",
        "A date that must not be later than another is later.",
        "An order comes no later than its delivery.",
        "Swap the two dates or correct one.",
    ),
    "stale": Entry(
        "row",
        "A generated column does not hold what the build would write.",
        "Generated columns hold what the build computes from the others.",
        "Run the build; do not edit generated columns by hand.",
    ),
    "withdrawn-id": Entry(
        "relation",
        "A withdrawn id is used again.",
        "An id that was withdrawn never comes back.",
        "Give the row the next free id.",
    ),
    "lost-id": Entry(
        "relation",
        "A published id is neither in its table nor withdrawn.",
        "An id that was once published stays, or is withdrawn with a reason.",
        "Restore the row from the last version, or enter its id in the table of withdrawn ids.",
    ),
    "renumbered-id": Entry(
        "relation",
        "A row was published under another id, which is gone.",
        "A row keeps the id under which it was published.",
        "Write the published id again.",
    ),
    "reused-id": Entry(
        "relation",
        "A published id stands on another row than it was published for.",
        "A published id stays with what it was published for.",
        "Restore the row and give the new one the next free id; what is only renamed keeps its old name as an alias.",
    ),
    "likely-duplicate": Entry(
        "relation",
        "Two rows of the same parties and kind at the same time.",
        "One event is one row, however many sources tell it.",
        "Merge the rows, or enter a waiver that says why they are two.",
    ),
    "stale-waiver": Entry(
        "relation",
        "A waiver for rows to which its rule does not object.",
        "Every waiver is still needed.",
        "Delete the waiver.",
    ),
    "dangling-key": Entry(
        "relation",
        "A key names a row that does not exist.",
        "Every key leads to a row.",
        "Correct the key, or add the row to its table first.",
    ),
    "after-publication": Entry(
        "relation",
        "The event is dated after every source that tells it was published.",
        "A source tells of what happened before it was published.",
        "Correct the date, or the status if the event still lay ahead.",
    ),
    "ambiguous-alias": Entry(
        "relation",
        "One alias names two rows of a reference table.",
        "A name or alias leads to one row of its table.",
        "Keep the alias on the row that sources mean by it.",
    ),
    "cycle": Entry(
        "relation",
        "Rows that are part of each other.",
        "Parents, wholes and amended agreements form no circle.",
        "Break the circle at the row that is the whole or the first.",
    ),
    "ledger-gap": Entry(
        "relation",
        "The reading ledger skips, repeats or overruns a line.",
        "The ledger has one row for every line of a source, in order and without overlap.",
        "Restore the rows of the ledger.",
    ),
    "no-evidence": Entry(
        "evidence",
        "A row has no supporting span.",
        "Every row is told by a passage of a source.",
        "Run the anchor command with the words of the passage, and append what it prints to the evidence.",
    ),
    "unlicensed-cell": Entry(
        "evidence",
        "A filled cell that no supporting span names.",
        "Every filled cell is named by a span that supports it.",
        "Add the column to the fields of the span that shows it, or empty the cell.",
    ),
    "idle-field": Entry(
        "evidence",
        "Evidence names a column that the row leaves empty, or that is never evidenced.",
        "Evidence names coded columns that the row fills.",
        "Fill the cell, correct the name of the column, or drop the field.",
    ),
    "unquoted-date": Entry(
        "evidence",
        "A date is said to be stated, but no literal gives it.",
        "A date with the basis `stated` stands in a literal of a supporting span.",
        "Quote the words that give the date, or correct `date_basis`.",
    ),
    "literal-mismatch": Entry(
        "evidence",
        "A literal gives another value than the cell (or the same, where it contradicts).",
        "A literal gives the value of its cell by a written rule, and one that contradicts gives another.",
        "Correct the cell or the literal, or change the stance of the span.",
    ),
    "literal-unread": Entry(
        "evidence",
        "A literal from which no value can be worked out.",
        "A literal is the words from which a rule works out the value.",
        "Quote the words that give the value, add a name to the aliases, or write null for a judged cell.",
    ),
    "literal-long": Entry(
        "evidence",
        "A literal of more than eight words.",
        "A literal has at most eight words.",
        "Quote only the words that give the value.",
    ),
    "span-order": Entry(
        "evidence",
        "The span ends before it starts or does not lie on its line.",
        "A span starts before it ends and lies within the line that it names.",
        "Run the anchor command again; it computes line, start and end.",
    ),
    "unfinished-build": Entry(
        "package",
        "A build was interrupted while it put its files in place.",
        "A build puts all its files in place before it ends.",
        "Run the build again; it clears away what the last one left.",
    ),
    "ledger-mismatch": Entry(
        "evidence",
        "The ledger and the evidence disagree on whether a line is coded.",
        "A line of the ledger is marked as coded just where evidence names it.",
        "Correct the disposition of the line, or add the evidence.",
    ),
    "stray-file": Entry(
        "package",
        "Something lies in a folder of the package that belongs to nothing in it.",
        "The folders datasets and schemas hold the files of the package alone, and seeds no other CSV files.",
        "Delete the file or move it elsewhere; unpack or rename it if it is a table's file.",
    ),
    "special-file": Entry(
        "package",
        "A link, pipe, device or folder stands where a plain file is wanted.",
        "Every file of the package is a plain file; nothing else is ever opened or followed.",
        "Put the file itself in its place.",
    ),
    "descriptor-missing": Entry(
        "package",
        "The descriptor or a schema is not there.",
        "A package has `datapackage.json` and a schema for each table.",
        "Run the build, which writes them.",
    ),
    "descriptor-json": Entry(
        "package",
        "A descriptor or schema is not strict JSON.",
        "Descriptors are JSON in UTF-8 without BOM, with no key twice, no NaN and at most 32 levels.",
        "Run the build, which writes the file anew.",
    ),
    "descriptor-path": Entry(
        "package",
        "A path of the descriptor is not that of the table's own file.",
        "Each resource has the one relative path that its table has.",
        "Run the build, which writes the file anew.",
    ),
    "descriptor-remote": Entry(
        "package",
        "A descriptor refers to something outside itself.",
        "Schemas are inline and profiles are the known ones; nothing is ever fetched.",
        "Run the build, which writes the file anew.",
    ),
    "descriptor-differs": Entry(
        "package",
        "A descriptor or schema says something else than the models.",
        "Descriptors say what the row models say.",
        "Run the build, which writes the file anew; to change what it says, change the models.",
    ),
    "descriptor-unknown": Entry(
        "package",
        "A descriptor or schema has something that the models do not give.",
        "Descriptors have no resource, field or property beside those of the models.",
        "Delete it, or run the build, which writes the file anew.",
    ),
    "duplicate-name": Entry(
        "package",
        "Two resources or fields of a descriptor have one name.",
        "Each name stands once.",
        "Delete the second one, or run the build, which writes the file anew.",
    ),
    "checksum": Entry(
        "package",
        "The descriptor gives a size or fingerprint of a file.",
        "The descriptor keeps no sizes and fingerprints, for they would be stale after every edit.",
        "Delete it; if it is wrong, find out first which of the two is.",
    ),
    "parquet-missing": Entry(
        "package",
        "A table's Parquet file is not there.",
        "Each table has a Parquet file.",
        "Run the build, which writes it.",
    ),
    "parquet-damaged": Entry(
        "package",
        "A Parquet file cannot be read.",
        "Each Parquet file is whole.",
        "Run the build, which writes it anew.",
    ),
    "parquet-differs": Entry(
        "package",
        "A Parquet file does not say what its CSV says.",
        "A Parquet file has the schema of its table and the cells of its CSV, one for one.",
        "Run the build, which writes it anew; if the CSV was not edited, find out who changed the Parquet.",
    ),
}
