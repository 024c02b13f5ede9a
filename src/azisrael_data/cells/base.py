"""What every type of cell has: texts to values and back, limits, and the faults that it raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azisrael_data.problems import shown

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

LIST_SEPARATOR = ";"
PASSED: Any = object()  # stands for a text that its type has parsed: a row model parses none a second time
MAX_CELL = 20_000  # no cell of the dataset comes near it; a longer one is a swallowed file


class BadCell(ValueError):
    """What a cell type raises; `read` turns it into a Problem, pydantic into an error of a row."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True)
class Cell:
    """A one-line text of at most `limit` characters; base of all cell types."""

    limit: int = 1000

    table_type = "string"
    arrow_type = "string"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import PydanticCustomError, core_schema

        def validate(value: Any) -> Any:
            if value is PASSED:
                return value
            try:
                return self.validate(value)
            except BadCell as bad:
                context = {"message": bad.message, "hint": bad.hint}
                raise PydanticCustomError(bad.code, "{message}", context) from None

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(self.format)
        )

    def validate(self, value: Any) -> Any:
        """Take text from a CSV cell, or a value that is already typed."""
        if value == "":
            raise BadCell("required", "the text is empty", "leave it out")
        return self.parse(value) if isinstance(value, str) else self.accept(value)

    def parse(self, text: str) -> Any:
        """Return the value of a non-empty cell text, or raise the fault."""
        self._within_limit(text)
        if text[0] == " " or text[-1] == " ":
            raise BadCell("edge-space", f"space at the edge of {shown(text)}", "delete the space")
        return text

    def _within_limit(self, text: str) -> None:
        if len(text) > self.limit:
            raise BadCell("too-long", f"{len(text)} characters, at most {self.limit} wanted", "shorten the text")

    def accept(self, value: Any) -> Any:
        """Return a value that came typed (not from CSV), or raise the fault."""
        raise BadCell("bad-type", f"{shown(value)} is not text")

    def format(self, value: Any) -> str:
        """Return the one spelling of a value."""
        return str(value)

    def constraints(self) -> dict[str, Any]:
        """Return the Table Schema constraints of the column."""
        return {"maxLength": self.limit}


Text = Cell
