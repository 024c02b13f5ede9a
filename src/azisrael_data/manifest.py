"""`datapackage.json` and the schemas held against what the models say. They are compared, never obeyed.

Nothing that they name is fetched or opened, no pattern in them is compiled. One difference is one problem, on the line
of the value, with its JSON pointer as the column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from azisrael_data import descriptor, schema, strictjson
from azisrael_data.files import printable
from azisrael_data.models import TABLES
from azisrael_data.paths import DESCRIPTOR
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.strictjson import step

# Size in bytes and SHA-256 of a table's own file, by its path in the package; None if it cannot be had.
Measure = Callable[[str], tuple[int, str] | None]
Told = tuple[str, str, str, str]  # pointer, code, message, hint

MOST = 20  # differences told of one file
RESTORE = "run `azisrael build`, which writes this file from the models"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
KEYS = "foreignKeys"
_LABELS = ("name", "title", "fields")
# Members that would change how a file is found or read -> what they would do.
_LOADERS = {
    "compression": "would choose a loader: no compressed input is read",
    "data": "would stand in the place of the file: inline data is not accepted",
    "dialect": "would change how the file is read: the dialect is the default one",
    "encoding": "would change how the file is read",
    "innerpath": "would choose a loader: no archive is read",
    "missingValues": "would change how cells are read",
    "scheme": "would choose a loader: nothing but plain files is read",
}
_FETCHED = ("profile", "$schema", "$ref", "schema", "dialect")


def wanted(sources: Iterable[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Return the descriptor and the schemas as the models say, by path in the package.

    `sources` are the rows of the sources table; None if they are not known, then the descriptor has no `sources`.
    """
    whole = descriptor.descriptor(sources or ())
    if sources is None:
        del whole["sources"]
    return {DESCRIPTOR: whole} | {schema_path(table.name): schema.table_schema(table) for table in TABLES}


def schema_path(name: str) -> str:
    """Return the path of a table's schema in the package."""
    return f"schemas/{name}.json"


def problems(path: str, data: bytes, wanted: Any, measure: Measure) -> list[Problem]:
    """Return how a descriptor or schema, as it stands in a file, differs from the wanted one: `MOST`, then a count.

    A wanted descriptor without `sources` takes any.
    """
    if data == descriptor.text(wanted).encode():
        return []
    document = strictjson.read(data)
    if isinstance(document, strictjson.Fault):
        where = f"column {document.column}: " if document.column else ""
        message = f"{where}{document.message}"
        return [Problem(path, document.line, printable(document.pointer), "descriptor-json", message, document.hint)]
    value = document.value
    if path == DESCRIPTOR and "sources" not in wanted and isinstance(value, dict):
        value.pop("sources", None)
    others = [t for t in TABLES if path not in (DESCRIPTOR, schema_path(t.name))]
    other = next((t.name for t in others if schema.table_schema(t) == value), "")
    if other:
        line = document.place("/name")[0]
        message = f"this is the schema of {other}, wanted that of {wanted['name']}"
        return [Problem(path, line, "/name", "descriptor-differs", message, RESTORE)]
    told = list(_Comparison(measure).value("", value, wanted, ""))
    found = [
        Problem(path, document.place(pointer)[0], printable(pointer), code, message, hint)
        for pointer, code, message, hint in told[: MOST if len(told) > MOST + 1 else None]
    ]
    if len(found) < len(told):
        pointer, message = told[MOST][0], f"{len(told) - MOST} more differences, the first of them here"
        line = document.place(pointer)[0]
        found.append(Problem(path, line, printable(pointer), "descriptor-differs", message, RESTORE))
    return found


def as_told(value: Any) -> str:
    """Return a JSON value as it may stand in a message: escaped, at most 80 characters of it."""
    if isinstance(value, str):
        return shown(value)
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


# What a path may not match, and what is said then: the first that matches.
_PATH_FAULTS = (
    (re.compile("file:", re.IGNORECASE), "a file: URL, nothing is fetched"),
    (re.compile(r"[A-Za-z]:[\\/]|[/~\\]"), "absolute"),
    (_SCHEME, "a URL, nothing is fetched"),
    (re.compile(r"(?:.*[/\\])?\.\.(?:[/\\]|\Z)", re.DOTALL), "leaves the package"),
    (re.compile(r"(?:.*/)?\.", re.DOTALL), "a hidden file or folder"),
)


def path_fault(value: str) -> str:
    """Say why a resource's path could not be that of any file of a package; empty if it could."""
    fault = next((words for pattern, words in _PATH_FAULTS if pattern.match(value)), "")
    odd = re.search(r"[^A-Za-z0-9_./-]", value)
    return fault or (f"{shown(odd[0])} in it, allowed are a-z 0-9 _ - . /" if odd else "")


class _Comparison:
    """Walks the found and the wanted value side by side.

    `of` says in words what a value belongs to, such as ` of field 'date' of resource 'visits'`.
    """

    def __init__(self, measure: Measure) -> None:
        self.measure = measure

    def value(self, at: str, found: Any, wanted: Any, of: str) -> Iterator[Told]:
        if isinstance(wanted, dict) and isinstance(found, dict):
            yield from self.members(at, found, wanted, of)
        elif isinstance(wanted, list) and isinstance(found, list):
            if not all(isinstance(item, dict) for item in wanted):
                yield from self.words(at, found, wanted, of)
            elif len(found) > 10 * len(wanted):
                yield self.other(at, found, wanted, of)
            else:
                yield from self.items(at, found, wanted, of)
        elif type(found) is not type(wanted) or found != wanted:
            yield self.other(at, found, wanted, of)

    def other(self, at: str, found: Any, wanted: Any, of: str) -> Told:
        """Tell a value that is not the wanted one."""
        name, what = at.rpartition("/")[2], f"{_what(at, of)} is"
        if name in _FETCHED and isinstance(found, str):
            inline = "the schema itself" if isinstance(wanted, dict) else as_told(wanted)
            message = f"{what} {shown(found)}, wanted {inline}: nothing is fetched"
            return at, "descriptor-remote", message, RESTORE
        if name == "path" and isinstance(found, str) and at.startswith("/resources/"):
            fault = path_fault(found)
            message = f"{what} {shown(found)}{fault and f' ({fault})'}, wanted {as_told(wanted)}"
            return at, "descriptor-path", message, RESTORE
        return at, "descriptor-differs", f"{what} {_shape(found)}, wanted {_shape(wanted)}", RESTORE

    def members(self, at: str, found: dict[str, Any], wanted: dict[str, Any], of: str) -> Iterator[Told]:
        if "$ref" in found:
            message = f"'$ref'{of} is {as_told(found['$ref'])}, wanted the thing itself: nothing is fetched"
            yield step(at, "$ref"), "descriptor-remote", message, RESTORE
            return
        missing = [name for name in wanted if name not in found and (name != "path" or "data" not in found)]
        if len(missing) == len(wanted) > 1:
            message = f"{_what(at, of)} is an object with none of the members wanted, {', '.join(map(repr, wanted))}"
            yield at, "descriptor-differs", message, RESTORE
            return
        for name, value in found.items():
            if name in wanted:
                yield from self.value(step(at, name), value, wanted[name], of)
            elif at == "" and name == "sources" and "resources" in wanted:
                continue
            else:
                near = nearest(name, missing)
                missing = [other for other in missing if repr(other) not in near]
                yield from self.unknown(at, name, found, wanted, of, near)
        for name in missing:
            message = (
                f"{name!r}{of} is missing, wanted {_keys(wanted[name]) if name == KEYS else as_told(wanted[name])}"
            )
            yield step(at, name), "descriptor-differs", message, RESTORE

    def unknown(
        self, at: str, name: str, found: dict[str, Any], wanted: dict[str, Any], of: str, near: str
    ) -> Iterator[Told]:
        """Tell a member that the wanted object does not have; a true size or fingerprint, as in a release, is none."""
        value, below = found[name], step(at, name)
        if name not in ("hash", "bytes") or "path" not in wanted:
            yield self._unknown(below, name, value, wanted | found, of, near)
        elif wrong := self.checksum(name, value, wanted["path"]):
            yield below, "checksum", wrong, f"delete {name!r}"

    @staticmethod
    def _unknown(below: str, name: str, value: Any, beside: Container[str], of: str, near: str) -> Told:
        if name in _FETCHED and isinstance(value, str) and _SCHEME.match(value):
            message = f"{name!r}{of} is {shown(value)}, and nothing is fetched"
            return below, "descriptor-remote", message, f"delete {name!r}"
        if name in _LOADERS and "path" in beside:
            return below, "descriptor-unknown", f"{name!r}{of} {_LOADERS[name]}", f"delete {name!r}"
        message = f"{shown(name)}{of} is not in the descriptor that the models give"
        return below, "descriptor-unknown", message, near or f"delete {shown(name)}"

    def checksum(self, name: str, value: Any, path: str) -> str:
        """Say what is wrong with a size or fingerprint; empty if it is that of the file."""
        measured = self.measure(path)
        if measured is None:
            return f"{name!r} is told of {path}, which is no file here"
        size, sha256 = measured
        if name == "bytes":
            wrong = f"{path} has {size} bytes, the descriptor says {as_told(value)}"
            return wrong if type(value) is not int or value != size else ""
        if not isinstance(value, str) or not re.fullmatch("sha256:[0-9a-fA-F]{64}", value):
            return f"'hash' is {as_told(value)}, and only sha256 counts: {path} has sha256:{sha256}"
        if value.removeprefix("sha256:").casefold() != sha256:
            return f"{path} has sha256 {sha256[:12]}..., the descriptor says {value[7:19]}..."
        return ""

    def words(self, at: str, found: list[Any], wanted: list[Any], of: str) -> Iterator[Told]:
        """Tell a list of words or numbers that is not the wanted one."""
        if json.dumps(found) != json.dumps(wanted):
            yield at, "descriptor-differs", _list_message(f"{at.rpartition('/')[2]!r}{of}", found, wanted), RESTORE

    def items(self, at: str, found: list[Any], wanted: list[Any], of: str) -> Iterator[Told]:
        noun = _noun(at)
        pairs, twins = _aligned(found, wanted)
        for i, item in enumerate(found):
            mate = wanted[pairs[i]] if i in pairs else None
            if i in twins:
                yield self.twin(step(at, i), noun, (twins[i], i), item, mate, of)
            elif mate is None:
                yield self.surplus(step(at, i), item, noun, of)
            if mate is not None:
                named = item | {_label_name(mate): _label(mate)} if i in twins else item
                yield from self.value(step(at, i), named, mate, f" of {noun} {as_told(_label(mate))}{of}")
        order = [j for _, j in sorted(pairs.items())]
        for item in (item for j, item in enumerate(wanted) if j not in order):
            yield at, "descriptor-differs", f"{_named(noun, item)}{of} is missing", RESTORE
        if order != sorted(order):
            yield at, "descriptor-differs", f"the {noun}s{of} stand in another order than the models give", RESTORE

    def twin(self, at: str, noun: str, both: tuple[int, int], item: Any, mate: Any, of: str) -> Told:
        """Tell an item that has the name of another one; `mate` is what it stands in the place of, if anything."""
        first, second = sorted(i + 1 for i in both)
        message = f"{noun} {as_told(_label(item))}{of} stands twice ({noun}s {first} and {second})"
        hint = f"write {as_told(_label(mate))}" if mate else "delete one of them"
        return step(at, _label_name(item)), "duplicate-name", message, hint

    def surplus(self, at: str, item: Any, noun: str, of: str) -> Told:
        """Tell an item that the wanted list does not have."""
        path = item.get("path") if isinstance(item, dict) else None
        if noun == "resource" and isinstance(path, str) and path_fault(path):
            message = f"'path' of resource {as_told(_label(item))} is {shown(path)} ({path_fault(path)})"
            return step(at, "path"), "descriptor-path", message, "delete the resource"
        message = f"{noun} {as_told(_label(item))}{of} is not in the descriptor that the models give"
        return at, "descriptor-unknown", message, f"delete the {noun}"


def _what(at: str, of: str) -> str:
    """Return in words what stands at a pointer: a member by its name, an item by what it is."""
    name = at.rpartition("/")[2]
    return of.removeprefix(" of ") if name.isdigit() else f"{name!r}{of}" if name else "the whole file"


def _noun(at: str) -> str:
    name = at.rpartition("/")[2]
    return "foreign key" if name == KEYS else name.removesuffix("s")


def _named(noun: str, item: Any) -> str:
    return f"{noun} {_keys([item]) if noun == 'foreign key' else as_told(_label(item))}"


def _keys(keys: list[Any]) -> str:
    """Return foreign keys in words."""
    return ", ".join(
        f"{', '.join(key['fields'])} -> {key['reference']['resource'] or 'the table itself'}" for key in keys
    )


def _shape(value: Any) -> str:
    """Return a JSON value in words, containers by their kind and size."""
    if isinstance(value, dict):
        return f"an object of size {len(value)}"
    return f"an array of length {len(value)}" if isinstance(value, list) else as_told(value)


def _label(item: Any) -> Any:
    """Return by what an item of a list is known."""
    return item.get(_label_name(item)) if isinstance(item, dict) else item


def _label_name(item: dict[str, Any]) -> str:
    return next((name for name in _LABELS if name in item), _LABELS[0])


def _list_message(what: str, found: list[Any], wanted: list[Any]) -> str:
    texts, others = [json.dumps(item) for item in found], [json.dumps(item) for item in wanted]
    lacking = [item for item, text in zip(wanted, others, strict=True) if text not in texts]
    beside = [item for item, text in zip(found, texts, strict=True) if text not in others]
    if len(wanted) < 4:
        return f"{what} is {as_told(found)}, wanted {as_told(wanted)}"
    if lacking or beside:
        told = [f"lacks {as_told(lacking[0])}" if lacking else "", f"has {as_told(beside[0])}" if beside else ""]
        count = len(lacking) + len(beside)
        more = f" ({count} differences)" if count > 1 else ""
        return f"{what} {' and '.join(filter(None, told))}{', which is not wanted' if beside else ''}{more}"
    return f"{what} has its items in another order or twice"


def _aligned(found: list[Any], wanted: list[Any]) -> tuple[dict[int, int], dict[int, int]]:
    """Match the items of two lists: found index -> wanted index, and index of a twin -> index of the one it repeats.

    Items belong together by their label; of several with one label the likest is the one, the others are its twins.
    What is left over on both sides belongs together where it is alike.
    """
    pairs: dict[int, int] = {}
    twins: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for i, item in enumerate(found):
        if isinstance(item, dict):
            places.setdefault(json.dumps(_label(item)), []).append(i)
    for j, item in enumerate(wanted):
        same = places.get(json.dumps(_label(item)), [])
        if same:
            best = max(same, key=lambda i: (_likeness(found[i], item), -i))
            pairs[best] = j
            twins |= {i: best for i in same if i != best}
    loose = [j for j in range(len(wanted)) if j not in pairs.values()]
    rest = [i for i in range(len(found)) if i not in pairs]
    as_many = len(rest) == len(loose)
    for i in rest:
        j = max(loose, key=lambda j: _likeness(found[i], wanted[j]), default=-1)
        if j < 0:
            break
        nameless = not isinstance(found[i], dict) or "name" not in wanted[j]  # its place is all that it is known by
        if 2 * _likeness(found[i], wanted[j]) > len(wanted[j]) or (as_many and nameless):
            pairs[i] = j
            loose.remove(j)
    return pairs, twins


def _likeness(found: Any, wanted: dict[str, Any]) -> int:
    """Return in how many members two objects agree."""
    return sum(found.get(name) == value for name, value in wanted.items()) if isinstance(found, dict) else 0
