"""Documents that people write rows in, YAML or JSON, read strictly: texts, lists, mappings and nothing else.

Every scalar is text, as it would be in a CSV cell: `2012-02`, `no` and `1.60` stay what was typed, and the grammar of
the cells judges them. A key that stands twice, an alias, a tag or a second document is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from azisrael_data import strictjson
from azisrael_data.problems import CannotRun, shown
from azisrael_data.strictjson import Fault

Value = Any  # None, str, list[Value] or dict[str, Value]
_MISSING = "YAML needs PyYAML: pip install 'azisrael-data[workbench]', or write JSON"
_NULL = "tag:yaml.org,2002:null"
_TAGS = {_NULL, *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))}


def read(data: bytes, name: str = "") -> Value | Fault:
    """Return what a document holds, or its first fault. The name of its file, else its first sign, tells the syntax.

    Raises CannotRun if it is YAML and PyYAML is not installed.
    """
    if name.endswith(".json") or (not name.endswith((".yaml", ".yml")) and data.lstrip()[:1] in (b"{", b"[")):
        found = strictjson.read(data)
        return found if isinstance(found, Fault) else _as_text(found.value)
    return _yaml(data)


def _as_text(value: Any) -> Value:
    """Return a JSON value with its numbers and truth values as the texts that cells take."""
    if isinstance(value, dict):
        return {name: _as_text(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_as_text(below) for below in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    return str(value) if isinstance(value, int) else value


def _yaml(data: bytes) -> Value | Fault:
    try:
        import yaml
    except ImportError:
        raise CannotRun(_MISSING) from None
    if len(data) > strictjson.MAX_BYTES:
        return Fault(0, 0, f"the file has {len(data)} bytes, at most {strictjson.MAX_BYTES} wanted", "make it shorter")

    class Loader(yaml.SafeLoader):
        """Knows texts and null only, and no aliases: a short document cannot grow long."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.MarkedYAMLError(None, None, "an alias", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
            return super().compose_node(parent, index)

    Loader.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader)
    except UnicodeDecodeError:
        return Fault(0, 0, "the file is not UTF-8", "save as UTF-8")
    except RecursionError:
        return Fault(0, 0, "the document is nested too deeply", "make it flat")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = f"not YAML as wanted here: {error.problem}"
        return Fault(line, column, message, "put quotes around a text with signs in it")
    except yaml.YAMLError as error:
        return Fault(0, 0, f"not YAML: {error}".splitlines()[0], "correct it")
    return None if node is None else _node(node)


def _node(node: Any) -> Value | Fault:
    """Return the value of a YAML node, or its first fault."""
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    if node.tag not in _TAGS:
        return Fault(*place, f"the tag {shown(node.tag)} is not wanted", "write plain text")
    if node.id == "scalar":
        return None if node.tag == _NULL else node.value
    if node.id == "sequence":
        items = [_node(each) for each in node.value]
        return next((each for each in items if isinstance(each, Fault)), items)
    return _mapping(node)


def _mapping(node: Any) -> Value | Fault:
    found: dict[str, Value] = {}
    for key, below in node.value:
        name, value = _node(key), _node(below)
        at = (key.start_mark.line + 1, key.start_mark.column + 1)
        if isinstance(name, Fault) or isinstance(value, Fault):
            return name if isinstance(name, Fault) else value
        if not isinstance(name, str):
            return Fault(*at, "a key is not text", "write the name of a column")
        if name in found:
            return Fault(*at, f"the key {shown(name)} stands twice", "delete one of them")
        found[name] = value
    return found
