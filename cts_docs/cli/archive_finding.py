"""The command that finds entries by words."""

from __future__ import annotations

from pathlib import Path

import click

from cts_docs.cli.archive_options import keeper_of, place_option
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.speech import say_json, say_table, tell, word


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS")
@place_option
@json_option
@common_options
@click.pass_context
def search(context: click.Context, words: tuple[str, ...], place: Path, *, as_json: bool) -> None:
    """Find entries by client, number, scope, grade, date or report text. 按任意字词查找条目。"""
    from cts_docs.actions.archive_shapes import found_shape

    found, language = keeper_of(context, place).search(" ".join(words)), common(context).language
    if as_json:
        say_json(found_shape(found))
    elif found:
        say_table(
            (
                one.listed.number,
                one.listed.certificate or "—",
                one.listed.client,
                one.listed.grade or "—",
                one.listed.status,
                one.listed.valid_until or "—",
                word(f"FOUND_IN_{one.where.upper()}", language),
            )
            for one in found
        )
    else:
        tell(word("SEARCH_NOTHING", language))


COMMANDS = (search,)
