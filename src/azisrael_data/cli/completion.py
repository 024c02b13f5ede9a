"""`azisrael completion`."""

from __future__ import annotations

import click

SHELLS = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc",
    "fish": "~/.config/fish/completions/azisrael.fish",
}
VARIABLE = "_AZISRAEL_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what SHELL needs to complete commands, options, tables, ids and codes.

    For bash or zsh write `eval "$(azisrael completion bash)"` into ~/.bashrc or ~/.zshrc; for fish write the output to
    ~/.config/fish/completions/azisrael.fish.

    Exit code 0, or 2 for a shell that is not known.

    Example: azisrael completion bash
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "azisrael", VARIABLE)
    click.echo(script.source_template % script.source_vars())  # `source()` would ask for the version of the shell
