"""Keys of a TOML file are found with their lines."""

from cts_docs.settings.places import doubled, lines

TEXT = """\
# [no] table
first = 1
[table]   # a table
key = "x"
"quoted" = 2
dotted.key = 3
long = \"\"\"
key = not a key
\"\"\"
last = 4
"""


def test_keys_have_the_line_they_stand_in() -> None:
    assert lines(TEXT) == {
        "first": 2,
        "table": 3,
        "table.key": 4,
        "table.quoted": 5,
        "table.dotted.key": 6,
        "table.long": 7,
        "table.last": 10,
    }


def test_a_repeated_key_is_found_with_both_lines() -> None:
    assert doubled("a = 1\n[t]\na = 2\n[u]\n[t]\n") == (("t", 2, 5),)
