"""What every type of cell has: texts to values and back, limits, and the faults that it raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from azisrael_data.problems import shown

LIST_SEPARATOR = ";"
MAX_CELL = 20_000  # no cell of the dataset comes near it; a longer one is a swallowed file


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a cell type raises; `read` turns it into a Problem."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


@dataclass(frozen=True)
class Cell:
    """A one-line text of at most `limit` characters; base of all cell types."""

    limit: int = 1000

    table_type = "string"
    arrow_type = "string"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.format)
        )

    def validate(self, value: Any) -> Any:
        """Take text from a CSV cell, or a value that is already typed."""
        if value == "":
            raise fault("required", "the text is empty", "leave it out")
        return self.parse(value) if isinstance(value, str) else self.accept(value)

    def parse(self, text: str) -> Any:
        """Return the value of a non-empty cell text, or raise the fault."""
        self._within_limit(text)
        if text[0] == " " or text[-1] == " ":
            raise fault("edge-space", f"space at the edge of {shown(text)}", "delete the space")
        return text

    def _within_limit(self, text: str) -> None:
        if len(text) > self.limit:
            raise fault("too-long", f"{len(text)} characters, at most {self.limit} wanted", "shorten the text")

    def accept(self, value: Any) -> Any:
        """Return a value that came typed (not from CSV), or raise the fault."""
        raise fault("bad-type", f"{shown(value)} is not text")

    def format(self, value: Any) -> str:
        """Return the one spelling of a value."""
        return str(value)

    def constraints(self) -> dict[str, Any]:
        """Return the Table Schema constraints of the column."""
        return {"maxLength": self.limit}


Text = Cell
