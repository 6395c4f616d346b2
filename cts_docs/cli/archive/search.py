"""The command that finds entries by words."""

from __future__ import annotations

from pathlib import Path

import click

from cts_docs.cli.archive.options import open_service, place_option
from cts_docs.cli.archive.show import listed_heading, listed_row
from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.output import say_json, say_table, tell, word
from cts_docs.errors import CannotRunError, RefusedError


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS")
@place_option
@json_option
@common_options
@click.pass_context
def search(context: click.Context, words: tuple[str, ...], place: Path, *, as_json: bool) -> None:
    """按任意字词查找条目 — Find entries by client, number, scope, grade, date or report text."""
    from cts_docs.serialization.archive import serialize_search_results

    language = common(context).language
    try:
        found = open_service(context, place).search(" ".join(words))
    except RefusedError as error:
        if any(problem.code == "SEARCH_WORDS" for problem in error.problems):
            raise CannotRunError(error.problems) from error
        raise
    if as_json:
        say_json(serialize_search_results(found))
    elif found:
        heading = (*listed_heading(language), word("FOUND_WHERE", language))
        rows = [
            (*listed_row(one.listed, language), word(f"FOUND_IN_{one.where.upper()}", language))
            for one in found
        ]
        say_table([heading, *rows])
    else:
        tell(word("SEARCH_NOTHING", language))


COMMANDS = (search,)
