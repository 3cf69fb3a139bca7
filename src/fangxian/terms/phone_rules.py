"""What phone numbers look like, for the scalar form and the set-based one alike.

Sources: the Chinese numbering plan as ITU-T publishes it (E.164, country code 86): mobiles have 11 digits from 13 on;
area codes are 10, 2x and three digits from 3 on, before local numbers of 8 digits, or 7 or 8. Hong Kong 852, Macau 853,
Taiwan 886.
"""

#: A mobile as it should be: what nearly every cell holds.
PLAIN = "^1[3-9][0-9]{9}$"
#: No number worth a key is shorter (area code, local number).
SHORTEST = 11

#: The country's code, blanks, hyphens, a float's tail: what is usual beside that.
USUAL = "^'?(?:[+]?(?:00)?86)?[ -]?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?:[.]0)?$"
USUAL_PLACEHOLDER = "0000[ -]?0000(?:[.]0)?$|138[ -]?0013[ -]?8000"

#: Characters as people type them -> ASCII.
WIDE, FOLDED = "０１２３４５６７８９＋", "0123456789+"
#: What may stand between the parts of a number becomes a hyphen.
BETWEEN = "[ ()（）\\[\\]【】.．‐‑‒–—―−－~～_\u00a0\u2002\u2003\u2009\u202f\u3000\t-]+"
#: Dropped wherever it stands: quotes, the = of ="...", marks that nobody sees.
DROPPED = "[\"'`´‘’“”＂＇=\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
#: A number that a spreadsheet wrote as a power of ten without losing a digit.
POWER = "^1-([3-9][0-9]{9})[Ee][+]?10$"
#: Typed because something had to be: nothing but noughts, and the line where one tops up.
PLACEHOLDER = "1[3-9][0-9]-?0-?0{3}-?0-?0{3}|138-?0-?013-?8-?000"
#: The two again, where the number is plain.
PLAIN_NOUGHTS, PLAIN_TOP_UP = "00000000", "13800138000"

STEPS = ((DROPPED, ""), (BETWEEN, "-"), (POWER, r"1\1"), (PLACEHOLDER, "x"))

_START, _END = "(?:^|[^0-9+])", "(?:[^0-9]|$)"
_CHINA = "[+]?0{0,2}86-?0?-?"

#: The first mobile of a cell, wherever it stands, the country code or a nought before it or not.
MOBILE = f"{_START}(?:{_CHINA}|0)?(1-?[3-9](?:-?[0-9]){{9}}){_END}"
#: A number of Hong Kong, Macau or Taiwan with its country code; TRUNK is the nought that is dialled only at home.
NEIGHBOUR = (
    f"{_START}(?:[+]|00)?(852-?[2-9][0-9]{{3}}-?[0-9]{{4}}|853-?[268][0-9]{{3}}-?[0-9]{{4}}"
    f"|886-?0?-?[2-9](?:-?[0-9]){{7,8}}){_END}"
)
TRUNK = "^8860"
#: A landline: area code and local number. What follows (an extension) is left out.
LANDLINE = (
    f"{_START}(?:{_CHINA}|0)((?:(?:10|2[0-9])-?[2-9][0-9]{{3}}|[3-9][0-9]{{2}}-?[2-9][0-9]{{2,3}})-?[0-9]{{4}}){_END}"
)
#: What stands before a landline's digits in its key: the country code, so that no landline is a mobile.
COUNTRY = "86"
