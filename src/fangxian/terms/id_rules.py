"""What resident identity numbers look like, for the scalar form and the set-based one alike.

Source: GB 11643-1999 (公民身份号码): 6 digits of division, 8 of birth date, 3 of order (odd: male), one check character
by ISO 7064 MOD 11-2. Before 1999: 15 digits, the year in two figures (19yy) and no check character.
"""

#: Weights of the 17 digits (2^17 .. 2^1 mod 11), and the check character for each remainder of their weighted sum.
WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
CHECKS = "10X98765432"

#: Characters as people type them -> ASCII. A cross of any kind is the check character X.
WIDE = "０１２３４５６７８９ＸｘＥｅ．＋＊×✕╳ΧХхχ"
PLAIN = "0123456789XXEE.+*XXXXXXX"
#: Dropped wherever it stands: blanks, quotes, the = of ="...", dashes, invisible marks, commas.
DROPPED = "[ \\t\\r\\n\u00a0\u2000-\u200f\u2010-\u2015\u2028-\u202f\u2060\u3000\ufeff'\"`‘’“”´＇＂=,，;；_/－—-]+"

#: A whole number, and what a spreadsheet makes of one.
WHOLE = "^[1-9][0-9]{16}[0-9X]$"
LEGACY = "^[1-9][0-9]{14}$"
EXPONENT = "^[1-9]([.][0-9]+)?E[+]?1[0-9]$"
#: A number with a float's tail (2301...0.0).
POINT_ZERO = "[.]0+$"
#: A number within a longer text (身份证：2301...).
WITHIN = "^[^0-9]*([1-9][0-9]{16}[0-9X])[^0-9]*$"
#: Letters typed for the digits they look like, where all else is a number.
LETTERS, DIGITS = "OQILSZB", "0011528"
MISTYPED = "^[0-9OQILSZB]{17}[0-9X]$"
STARRED = "^[0-9]{17}[*]$"
#: What may be a damaged number: one character amiss, missing or too many.
NEARLY = "^[0-9]*[^0-9]?[0-9]{0,18}[0-9X]?$"
#: What stands where somebody had to type something: one figure over and over.
PLACEHOLDER = "^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$"

#: Years in which somebody alive can have been born.
FIRST_YEAR, LAST_YEAR = 1880, 2099
