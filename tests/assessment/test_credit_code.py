"""The check character of the unified social credit code, GB 32100-2015."""

from __future__ import annotations

from cts_docs.assessment.credit_code import ALPHABET, check_character, foreign_characters


def test_the_alphabet_has_31_characters_without_i_o_s_v_z() -> None:
    assert len(ALPHABET) == 31
    assert not set("IOSVZ") & set(ALPHABET)


def test_the_code_of_the_standards_own_example() -> None:
    assert check_character("91350100M000100Y4") == "3"


def test_a_remainder_of_nothing_gives_nought() -> None:
    assert check_character("0" * 17) == "0"


def test_foreign_characters_are_named_once() -> None:
    assert foreign_characters("9I3O0I") == "IO"
