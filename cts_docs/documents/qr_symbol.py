"""The modules of a QR code (ISO/IEC 18004): bytes, level M, a fixed mask, the least version that holds them.

What depends on the version alone is worked out once and kept, so that a code costs little more
than its error correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter

MOST_BYTES = 2331
"""What the largest version holds at error level M."""

_MOST_VERSIONS = 40
_MASK = 2
"""Every third column turned over; choosing the best of the eight masks gains nothing here."""
_CORRECTION = (
    *(10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26),
    *(26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28),
)
"""Bytes of error correction in each block, by version (table 9, level M)."""
_BLOCKS = (
    *(1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
    *(17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
)
"""Blocks, by version (table 9, level M)."""
_BYTES = 0b0100
_PADDING = b"\xec\x11"
_FIELD = 0x11D
_FORMAT, _FORMAT_MASK, _VERSION = 0x537, 0x5412, 0x1F25


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same in every code of a version.

    `sources` says for each module, line by line, where it comes from: 0 is light, 1 is dark, and
    2 onwards are the masked bits of the content; `mask` is as long as these.
    """

    size: int
    sources: tuple[int, ...]
    mask: int
    bits: int


def symbol(content: bytes) -> list[bytes]:
    """The lines of a code that holds `content`, a byte for each module, 1 for a dark one.

    Raises ValueError where it is longer than `MOST_BYTES`.
    """
    version = next((each for each in range(1, _MOST_VERSIONS + 1) if len(content) <= _room(each)), None)
    if version is None:
        raise ValueError(f"{len(content)} bytes do not fit into a QR code")
    plan = _plan(version)
    stream = _interleaved(_blocks(_filled(content, version), version), version)
    bits = int.from_bytes(stream, "big") << (plan.bits - 8 * len(stream))
    found = f"{bits ^ plan.mask:0{plan.bits}b}".encode().translate(bytes.maketrans(b"01", b"\0\1"))
    modules = bytes(itemgetter(*plan.sources)(b"\0\1" + found))
    return [modules[start : start + plan.size] for start in range(0, len(modules), plan.size)]


def _data_bytes(version: int) -> int:
    """The bytes of a version without those of error correction."""
    return _free_modules(version) // 8 - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _free_modules(version: int) -> int:
    """The modules that are no part of a pattern (table 1)."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        modules -= (25 * aligned - 10) * aligned - 55
    return modules - 36 if version >= 7 else modules


def _count_bits(version: int) -> int:
    return 8 if version <= 9 else 16


def _room(version: int) -> int:
    """The bytes of content that a version holds."""
    return (8 * _data_bytes(version) - 4 - _count_bits(version)) // 8


def _filled(content: bytes, version: int) -> bytes:
    """Mode, length, content and end, padded to the bytes of the version (7.4)."""
    whole = _data_bytes(version)
    head = _BYTES << _count_bits(version) | len(content)
    bits = 4 + _count_bits(version) + 8 * len(content)
    # The end is four zeros, and those up to a whole byte.
    used = min(whole, -(-(bits + 4) // 8))
    number = (head << 8 * len(content) | int.from_bytes(content, "big")) << (8 * used - bits)
    missing = whole - used
    return number.to_bytes(used, "big") + (_PADDING * (missing // 2 + 1))[:missing]


def _blocks(filled: bytes, version: int) -> list[bytes]:
    """The blocks of data, the shorter ones first (7.5)."""
    count = _BLOCKS[version - 1]
    short, longer = divmod(len(filled), count)
    sizes = [short] * (count - longer) + [short + 1] * longer
    blocks, start = [], 0
    for size in sizes:
        blocks.append(filled[start : start + size])
        start += size
    return blocks


def _interleaved(blocks: Sequence[bytes], version: int) -> bytes:
    """The blocks byte by byte in turn, then their error correction in the same way (7.6)."""
    corrections = [_correction(block, _CORRECTION[version - 1]) for block in blocks]
    data = (byte for column in zip_longest(*blocks) for byte in column if byte is not None)
    return bytes(chain(data, chain.from_iterable(zip(*corrections, strict=True))))


def _correction(block: bytes, length: int) -> bytes:
    """The remainder of a block by the generator: Reed-Solomon over the field of 256 elements."""
    multiples, top, whole = _multiples(length), 8 * (length - 1), (1 << 8 * length) - 1
    remainder = 0
    for byte in block:
        remainder = (remainder << 8 & whole) ^ multiples[byte ^ remainder >> top]
    return remainder.to_bytes(length, "big")


@cache
def _multiples(length: int) -> tuple[int, ...]:
    """The generator of so many bytes times each element, without the leading term."""
    generator, root = [1], 1
    for _ in range(length):
        generator = [
            one ^ _product(other, root) for one, other in zip([*generator, 0], [0, *generator], strict=True)
        ]
        root = _product(root, 2)
    found = [0]
    for bit in range(8):
        multiple = int.from_bytes(bytes(_product(each, 1 << bit) for each in generator[1:]), "big")
        found += [each ^ multiple for each in found]
    return tuple(found)


def _product(left: int, right: int) -> int:
    """The product of two elements of the field."""
    product = 0
    while right:
        product ^= left * (right & 1)
        left = left << 1 ^ (left >> 7) * _FIELD
        right >>= 1
    return product


@cache
def _plan(version: int) -> _Plan:
    size = 17 + 4 * version
    grid = _patterns(version, size)
    mask = []
    for number, (line, column) in enumerate(_way(grid), 2):
        grid[line][column] = number
        mask.append("1" if column % 3 == 0 else "0")
    sources = tuple(each for row in grid for each in row if each is not None)
    return _Plan(size, sources, int("".join(mask), 2), len(mask))


_Grid = list[list[int | None]]
"""Lines of modules: 0 and 1 where a pattern stands, None where content goes."""


def _way(grid: _Grid) -> list[tuple[int, int]]:
    """Where the bits of the content stand, in their order: up and down in columns of two (7.7.3)."""
    size = len(grid)
    found, upwards = [], True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for line in range(size - 1, -1, -1) if upwards else range(size):
            found += [(line, column) for column in (right, right - 1) if grid[line][column] is None]
        upwards = not upwards
    return found


def _patterns(version: int, size: int) -> _Grid:
    """The grid with every pattern, and with what it says of format and version."""
    grid: _Grid = [[None] * size for _ in range(size)]
    for place in range(size):
        grid[6][place] = grid[place][6] = 1 - place % 2
    for line, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        _square(grid, line, column, 4, (2, 4))
    centres = _centres(version, size)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for line, column in ((one, other) for one in centres for other in centres):
        if (line, column) not in corners:
            _square(grid, line, column, 2, (1,))
    _say_format(grid, size)
    if version >= 7:
        _say_version(grid, version, size)
    return grid


def _square(grid: _Grid, line: int, column: int, reach: int, light: tuple[int, ...]) -> None:
    """Rings around a centre, dark but for those at a `light` distance."""
    size = len(grid)
    for down in range(max(0, line - reach), min(size, line + reach + 1)):
        for across in range(max(0, column - reach), min(size, column + reach + 1)):
            grid[down][across] = int(max(abs(down - line), abs(across - column)) not in light)


def _centres(version: int, size: int) -> list[int]:
    """The lines, and columns, of the alignment patterns' centres (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6, *reversed([size - 7 - index * step for index in range(count - 1)])]


def _checked(value: int, bits: int, generator: int) -> int:
    """A value with its so many bits of a BCH code."""
    remainder = value
    for _ in range(bits):
        remainder = remainder << 1 ^ (remainder >> bits - 1) * generator
    return value << bits | remainder


def _say_format(grid: _Grid, size: int) -> None:
    """Error level and mask, twice, beside the finders (7.9); level M is 00."""
    told = _checked(_MASK, 10, _FORMAT) ^ _FORMAT_MASK
    beside, below = (0, 1, 2, 3, 4, 5, 7, 8), (7, 5, 4, 3, 2, 1, 0)
    first = [*((line, 8) for line in beside), *((8, column) for column in below)]
    second = [*((8, size - 1 - index) for index in range(8)), *((size - 7 + index, 8) for index in range(7))]
    for places in (first, second):
        for index, (line, column) in enumerate(places):
            grid[line][column] = told >> index & 1
    grid[size - 8][8] = 1


def _say_version(grid: _Grid, version: int, size: int) -> None:
    """The version, twice, beside two of the finders (7.10)."""
    told = _checked(version, 12, _VERSION)
    for index in range(18):
        line, column = index // 3, size - 11 + index % 3
        grid[line][column] = grid[column][line] = told >> index & 1
