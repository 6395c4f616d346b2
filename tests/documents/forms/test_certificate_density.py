"""How small the certificate's values are set: by their length, never smaller than needed."""

from __future__ import annotations

from itertools import pairwise

from cts_docs.documents.forms.certificate.density import DENSITIES, Value, choose, lines
from cts_docs.documents.ooxml.styles import twips


def test_lines_are_counted_by_the_width_of_characters() -> None:
    # 10 characters of 12 points stand in 120 points, which are 2400 twips; an 11th begins a line.
    assert lines("示" * 10, 24, 2400) == 1
    assert lines("示" * 11, 24, 2400) == 2
    assert lines("x" * 16, 24, 2400) == 1
    assert lines("示\n示\n\n示", 24, 2400) == 4


def test_the_first_density_that_fits_is_taken() -> None:
    width = twips(120)
    row = [Value("示例", "Example", width)]
    roomy = DENSITIES[0]
    height = roomy.chinese_line + roomy.english_line + 3 * roomy.padding
    assert choose([row], height) == 0
    assert choose([row], height - 1) == 1
    assert choose([row], 0) == len(DENSITIES) - 1


def test_a_row_is_as_high_as_its_highest_value() -> None:
    narrow, wide = Value("示" * 40, "", 1000), Value("示" * 40, "", 10000)
    assert choose([[wide, narrow]], 2000) == choose([[narrow]], 2000)


def test_each_density_is_denser_than_the_one_before() -> None:
    for roomy, dense in pairwise(DENSITIES):
        assert dense.chinese <= roomy.chinese
        assert dense.chinese_line < roomy.chinese_line
        assert dense.padding <= roomy.padding
