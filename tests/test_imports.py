"""The shape of the package: imports point one way, heavy libraries arrive on first use, public names are honest."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import azisrael_data

PACKAGE = Path(azisrael_data.__file__).parent
# A module imports only from lines above its own. A package counts as its modules.
LAYERS = (
    ("catalogue",),
    ("problems",),
    ("codelists", "edtf", "hygiene", "letters", "report", "examples", "files", "strictjson", "notebook", "sums"),
    ("cells", "literals", "archive", "bibliography", "documents", "similar", "unified"),
    ("models", "records", "hedges", "cff", "intact"),
    ("plan",),
    ("schema",),
    ("screen", "headers"),
    ("read", "write", "derive"),
    ("package", "publish"),
    ("proof", "copies"),
    ("rules",),
    ("columnwise",),
    ("vector",),
    ("pieces",),
    ("stream", "ledger", "identity", "duplicates"),
    ("checks", "anchor", "verify", "quoting", "excerpts"),
    ("arrow", "descriptor", "keying", "reference", "paths", "reliability", "views"),
    ("attest", "manifest", "metadata", "twins", "workbook"),
    ("parquet", "database"),
    ("container", "readback"),
    ("store", "tidy"),
    ("filters", "joins", "objects", "passages", "tellings", "handbook"),
    ("provenance", "sheet", "standalone"),
    ("spans", "settled", "sheetprint"),
    ("tracing",),
    ("reasons", "disputes", "fingerprints"),
    ("revisions", "versioning"),
    ("snapshots",),
    ("renumbering",),
    ("difference",),
    ("redline",),
    ("build", "frames", "citation"),
    ("draft",),
    ("entry", "templates", "tell", "plot", "explorer", "withdrawal", "intake"),
    ("release",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
HEAVY = ("pandas", "pyarrow", "numpy", "pydantic", "click")


def module_of(path):
    """Return the first part of a module's name below the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """Yield (module, line) for everything that a file imports from this package, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "azisrael_data":
            below = node.module.split(".")[1:]
            for name in below[:1] or [alias.name for alias in node.names]:
                yield name, node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("azisrael_data"), f"{path}:{node.lineno}: write `from azisrael_data`"


def modules():
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py" or path.parent != PACKAGE]


def run(code):
    """Run code in a fresh process and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_every_module_has_a_layer():
    """The list of layers names every module once, and no module that is gone."""
    named = [name for names in LAYERS for name in names]

    assert sorted({module_of(path) for path in modules()}) == sorted(named)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path):
    """A module imports from lower layers only; within a folder from its own."""
    own = module_of(path)

    wrong = [
        f"line {line}: {own} imports {name}"
        for name, line in imported(path)
        if name in LEVEL and name != own and LEVEL[name] >= LEVEL[own]
    ]

    assert wrong == []


def test_nothing_private_is_imported():
    """No module reaches for a name of another module that starts with an underscore."""
    wrong = [
        f"{path.name}:{node.lineno}: {alias.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and alias.name != "__version__" and node.module != "__future__"
    ]

    assert wrong == []


def test_import_is_light():
    """Importing the package and asking for its version loads none of the heavy libraries."""
    code = f"import sys, azisrael_data; azisrael_data.__version__; print(*(m for m in {HEAVY} if m in sys.modules))"

    assert run(code) == ""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["validate", "--help"], ["build", "-h"]])
def test_help_is_light(arguments):
    """The command's help loads neither pandas nor pyarrow nor pydantic."""
    code = (
        "import sys\nfrom azisrael_data.cli import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit as done:\n    assert done.code == 0\n"
        "print('loaded:', *(m for m in ('pandas', 'pyarrow', 'numpy', 'pydantic') if m in sys.modules))"
    )

    assert run(code).splitlines()[-1] == "loaded:"


def test_validation_is_light(package_root):
    """Validating a package loads neither pandas nor pyarrow."""
    code = (
        "import sys\nfrom azisrael_data.cli import main\n"
        f"try:\n    main(['validate', '--rows', {str(package_root())!r}, '--format', 'json'])\n"
        "except SystemExit as done:\n"
        "    assert done.code == 0\nprint('loaded:', *(m for m in ('pandas', 'pyarrow', 'numpy') if m in sys.modules))"
    )

    assert run(code).splitlines()[-1] == "loaded:"


def test_public_names_are_honest():
    """Every public name is there, `dir` lists them and no other, and they stand in order."""
    assert sorted(azisrael_data.__all__) == dir(azisrael_data) == azisrael_data.__all__
    for name in azisrael_data.__all__:
        assert getattr(azisrael_data, name) is not None

    homes = [name for names in azisrael_data._HOMES.values() for name in names]
    assert sorted([*homes, *azisrael_data._MODULES, "__version__"]) == azisrael_data.__all__


def test_type_checkers_see_the_public_names():
    """The names that are imported for type checkers only are those that are public."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    names = [alias.name for node in block.body for alias in node.names]

    assert sorted([*names, "__version__"]) == azisrael_data.__all__
    assert (PACKAGE / "py.typed").is_file()


def test_star_import():
    """`from azisrael_data import *` gives functions, not the modules of the same name."""
    code = (
        "from azisrael_data import *; print(all(map(callable, (codes, evidence, load, path, tables, visits, Problem))))"
    )

    assert run(code) == "True"


def test_unknown_name_of_the_package():
    """A name that the package does not have is an AttributeError, as Python wants it."""
    with pytest.raises(AttributeError) as raised:
        _ = azisrael_data.laod

    assert str(raised.value) == "module 'azisrael_data' has no attribute 'laod'"
