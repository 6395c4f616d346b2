"""One folded key for names and searches, and the ordinary forms of characters that look like others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cts_docs.text import folded, is_invisible, plain_form

SAME = {
    "invisible characters": ("张\u200b伟", "张伟"),
    "a soft hyphen": ("Zhang\u00ad Wei", "ZhangWei"),
    "white space of any kind": (" 张\u3000伟\u00a0", "张伟"),
    "case": ("ZHANG wei", "zhang Wei"),
    "full-width letters and digits": ("ＡＢＣ１２", "abc12"),
    "a Kangxi radical": ("\u2fa0", "\u8fb0"),
    "a CJK radical that NFKC leaves": ("江\u2ec4", "江西"),
    "a simplified CJK radical": ("\u2ee2", "马"),
    "a compatibility ideograph": ("\uf90a", "金"),
    "a variation selector": ("葛\U000e0100", "葛"),
    "full-width brackets": ("张伟（二）", "张伟(二)"),
    "a capital that folds to two letters": ("STRASSE", "straße"),
}


@pytest.mark.parametrize("kind", SAME)
def test_what_looks_alike_has_one_key(kind: str) -> None:
    one, other = SAME[kind]
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("张伟（二）", "张伟"), ("西", "酉"), ("﨑", "崎"), ("a", "b")])
def test_what_looks_different_has_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_a_key_is_its_own_key_and_shows_no_space(text: str) -> None:
    key = folded(text)
    assert folded(key) == key
    assert not any(each.isspace() or is_invisible(each) for each in key)


UNIFIED = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
"""The twelve characters of the compatibility block that Unicode calls unified ideographs."""


@pytest.mark.parametrize("character", [*UNIFIED, *"，。（）：；！㈱①½²㎡A0西"])
def test_an_ordinary_character_stays(character: str) -> None:
    assert plain_form(character) == character


@pytest.mark.parametrize(
    ("character", "plain"),
    [
        *zip("ＡＺａｚ０９", "AZaz09", strict=True),
        ("\u2f00", "一"),
        ("\u2fd5", "龠"),
        ("\u2ec4", "西"),
        ("\uf900", "豈"),
    ],
)
def test_a_look_alike_has_its_ordinary_form(character: str, plain: str) -> None:
    assert plain_form(character) == plain


def test_every_radical_and_compatibility_ideograph_has_one() -> None:
    """All but the two radicals for which Unicode names no equivalent and the twelve unified ideographs."""
    blocks = [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E)]
    assigned = [chr(code) for code in blocks if unicodedata.category(chr(code)) != "Cn"]
    assert {each for each in assigned if plain_form(each) == each} == {"\u2e80", *UNIFIED}
