"""Where organisations say that they are: shops below flats write their door otherwise than homes do."""

import re

from fangxian.terms import addresses

_SHOP = re.compile("门市房?|商服房?|商铺|底商|门面房?|铺位|档口")
_BARE = re.compile(r"[\s\W_]+")
_DIVISIONS = re.compile(".{2,3}省|.{2,4}?市(?=.)|.{2,3}?区(?=.)|.{2,4}?(?:街道|镇|乡)(?=.)")


def key(text: str | None) -> str | None:
    """One key for the spellings of an address of an organisation, None where nothing is written: of a door or a number
    by a road as of a home, else what is written below the divisions.

    >>> key("哈尔滨市平房区新伟街道阳光小区18号楼3号门市"), key("阳光小区18栋3门市")
    ('阳光小区|18||3', '阳光小区|18||3')
    """
    bare = _SHOP.sub("", text or "")
    if door := addresses.key(bare):
        return door
    left = _BARE.sub("", bare)
    while (found := _DIVISIONS.match(left)) and found.end() < len(left):
        left = left[found.end() :]
    return left or None
