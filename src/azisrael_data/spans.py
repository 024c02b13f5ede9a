"""Spans as users get them: the rows of `evidence` behind something, shown legibly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from azisrael_data.notebook import spans_html
from azisrael_data.provenance import CellId

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("row_id", "column", "literal", "stance", "source_id", "line", "certainty", "voice", "works")
_MOST_SHOWN = 60


class Spans(list[dict[str, Any]]):
    """A list of spans, each a dictionary.

    Its keys are the columns of the evidence table, `fields` parsed; `roots`, the root works of `works` in step with
    them; and, given the texts, `state` and `passage`. `column` is the one that was asked for, if any; `edited` are
    cells of the frame asked for that do not hold what the dataset holds, so that no span speaks for them.
    """

    def __init__(
        self, spans: Iterable[dict[str, Any]] = (), *, column: str | None = None, edited: Iterable[CellId] = ()
    ) -> None:
        super().__init__(spans)
        self.column, self.edited = column, tuple(edited)

    def to_pandas(self) -> pd.DataFrame:
        """Return a frame with one row per span and column that it bears on.

        Columns: `row_id`, `column`, `literal` (the words, several joined by ` | `; missing if the cell is judged from
        the span as a whole), `stance`, `source_id`, `line`, `certainty`, `voice`, `works`, `roots`, `evidence_id`, and,
        given the texts, `state` and `passage`.
        """
        import pandas as pd

        texts = ["state", "passage"] if any("passage" in span for span in self) else []
        names = [*_SHOWN, "roots", "evidence_id", *texts]
        return pd.DataFrame([[row.get(name) for name in names] for row in self._rows()], columns=names)

    def _rows(self) -> Iterable[dict[str, Any]]:
        for span in self:
            for column, told in span["fields"].items():
                if self.column in (None, column):
                    yield {**span, "column": column, "literal": literal(told), "evidence_id": span["id"]}

    def __repr__(self) -> str:
        lines = [
            f"{row['row_id']}.{row['column']}: {row['stance']}, {row['source_id']}:{row['line']}, {row['certainty']}, "
            + (f'"{row["literal"]}"' if row["literal"] else "judged")
            for row in self._rows()
        ]
        more = [f"... and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []
        head = f"{len(self)} span{'' if len(self) == 1 else 's'}"
        note = f"; {len(self.edited)} edited cell(s) have none" if self.edited else ""
        return "\n".join([head + note, *lines[:_MOST_SHOWN], *more])

    def _repr_html_(self) -> str:
        told = [
            {**span, "fields": {name: words for name, words in span["fields"].items() if self.column in (None, name)}}
            for span in self
        ]
        return spans_html(told, repr(self).partition("\n")[0] if self.edited else None)


def literal(told: Any) -> str | None:
    """Return the words that a span quotes for a column, several joined by ` | `; None if it quotes none."""
    words = [each for each in (told if isinstance(told, list) else [told]) if each is not None]
    return " | ".join(words) or None
