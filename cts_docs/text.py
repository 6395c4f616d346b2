"""Characters that look like others or like nothing, and the one key under which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮"
    "⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚"
    "⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲㇆㇏㇐㇑㇒㇓㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡"
)
_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗"
    "糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页"
    "风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀𠃌乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"
)
"""EquivalentUnifiedIdeograph.txt of Unicode 14.0, for the radicals and strokes that NFKC does not unify."""

_EQUIVALENT: dict[str, str] = dict(zip(_RADICALS, _IDEOGRAPHS, strict=True))
_FOLDED_RADICALS = str.maketrans(_EQUIVALENT)

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Default_Ignorable_Code_Point of Unicode, annotation marks, and the blank Braille cell."""


def folded(text: str) -> str:
    """The key under which two texts that look alike are equal: names of people and clients, searched words.

    NFKC, case, and radicals are unified; white space and invisible characters are left out. An
    addition that tells two people apart, as in 张伟（二）, is kept.
    """
    while (key := _folded_once(text)) != text:
        text = key
    return text


def _folded_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", "".join(_INVISIBLE.sub("", text).split()))
    return unicodedata.normalize("NFKC", plain.translate(_FOLDED_RADICALS).casefold())


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing of its own: zero-width, ignorable, soft hyphen, direction mark."""
    return _INVISIBLE.match(character) is not None


def plain_form(character: str) -> str:
    """The ordinary character that one looks like, the character itself where it is ordinary.

    Kangxi and CJK radicals, compatibility ideographs, full-width letters and digits have an
    ordinary form. Full-width punctuation, ㈱ and the unified ideographs of the compatibility
    block (﨑) are ordinary.
    """
    if character in _EQUIVALENT:
        return _EQUIVALENT[character]
    code = ord(character)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        return unicodedata.normalize("NFKC", character)
    if 0xFF01 <= code <= 0xFF5E:
        narrow = chr(code - 0xFEE0)
        return narrow if narrow.isalnum() else character
    return character


def similar(name: str, known: Iterable[str]) -> str:
    """The names that a misspelt one may mean, the closest first, joined by commas; empty for none."""
    # Imported here: only a wrong name needs it.
    from difflib import get_close_matches

    return ", ".join(get_close_matches(name, sorted(known), n=3))
