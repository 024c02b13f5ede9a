"""What all commands share: exit codes, one line for every failure, the folder of the package, problems printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from azisrael_data.report import Capped

PROBLEMS, CANNOT_RUN, BROKEN_OFF = 1, 2, 130  # the last as shells have it for Ctrl-C
FOLDER = click.Path(path_type=Path)
TEXTS_HELP = "Folder with your copies of the sources. [default: $AZISRAEL_TEXTS or seeds/texts]"


def guarded(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turn the package's exceptions into one line and an exit code; never show a traceback for them."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from azisrael_data.problems import AzisraelDataError, InvalidData
        from azisrael_data.report import whole

        try:
            code = command(*args, **kwargs) or 0
        except InvalidData as error:
            show_text(whole(error.problems))
            click.echo(f"{len(error.problems)} problem(s); nothing was written", err=True)
            code = PROBLEMS
        except AzisraelDataError as error:
            complain(str(error))
            code = CANNOT_RUN
        except BrokenPipeError:
            raise  # the reader of our output went away: click ends quietly
        except (KeyboardInterrupt, click.Abort):
            complain("broken off")
            code = BROKEN_OFF
        except OSError as error:
            complain(f"{error.filename or ''}: {error.strerror}")
            code = CANNOT_RUN
        sys.exit(code)

    return run


def complain(message: str) -> None:
    """Print what went wrong, in one line, on standard error."""
    from azisrael_data.problems import plain
    from azisrael_data.report import inert

    click.echo(inert(f"azisrael: {plain(message)}"), err=True)


def root_of(path: Path | None) -> Path:
    """Return the package's folder. Raises CannotRun if there is none."""
    from azisrael_data.paths import find_root
    from azisrael_data.problems import CannotRun

    root = find_root(path)
    if not root.is_dir():
        raise CannotRun(f"{root} is not a folder")
    if not (root / "datasets").is_dir():
        raise CannotRun(f"{root} holds no datasets folder; name the package's folder")
    return root


def show_text(told: Capped) -> None:
    """Print problems, a line each."""
    from azisrael_data import report

    click.echo(report.text(told, colour=report.wants_colour(sys.stdout, os.environ)), nl=False)


def show_json(told: Capped) -> None:
    """Print problems as one JSON object."""
    from azisrael_data import report

    click.echo(report.as_json(told), nl=False)


def show_github(told: Capped) -> None:
    """Print annotations; what does not fit among them goes to the job summary, or to the log if there is none."""
    from azisrael_data import report

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place and told.total:
        try:
            with Path(place).open("a", encoding="utf-8", newline="\n") as file:
                file.write(report.summary(told, report.SUMMARY_BYTES - file.tell()))
        except OSError as error:
            complain(f"no job summary: {error.strerror}")
            place = None
    click.echo(report.commands(told, "the job summary" if place else "the log"), nl=False)
    if not place:
        click.echo(report.text(told), nl=False)
