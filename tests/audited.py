"""Runs one command of the package in this process and writes every audit event that touches the world to a file.

    python audited.py LOG validate FOLDER ...      the command line
    python audited.py LOG load FOLDER              the Python API over the package that the source tree stands in

As `sitecustomize` on the module path of the child it also hears the processes that a command starts.
"""

from __future__ import annotations

import json
import os
import sys

WATCHED = ("open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.",
           "pty.", "fcntl.", "pathlib.", "glob.", "ctypes.dlopen")  # fmt: skip
VARIABLE = "AUDITED_LOG"


def listen(log):
    """Write the watched events of this process to a file, one JSON line each."""
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def hear(event, args):
        if event.startswith(WATCHED):
            told = [os.fspath(arg) if hasattr(arg, "__fspath__") else arg for arg in args]
            told = [os.fsdecode(arg) if isinstance(arg, bytes) else arg for arg in told]
            line = json.dumps(
                [event, [arg if isinstance(arg, (str, int, list)) else None for arg in told]], default=str
            )
            os.write(handle, line.encode("utf-8", "surrogateescape") + b"\n")

    sys.addaudithook(hear)


def main(command, *args):
    """Run a command as a user would."""
    if command == "load":
        import azisrael_data

        for name in azisrael_data.tables():
            azisrael_data.load(name)
        azisrael_data.evidence("VI-0001")
    else:
        from azisrael_data.cli import main as run

        run([command, *args])


if __name__ == "__main__":
    main(*sys.argv[1:])
elif os.environ.get(VARIABLE):
    listen(os.environ[VARIABLE])
