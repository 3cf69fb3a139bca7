"""How two rows are compared, field by field: each comparison is a SQL expression that names the level of agreement.

The left row (`_l`) is a result, the right row (`_r`) a resident. NULL means that one side says nothing, which is no
evidence either way. The expressions are the only thing that Splink, the compiled weights and Spark share, so they are
written once, in the portable dialect; what a level is worth stands in the settings (linkage/settings/*.json).
"""

from collections.abc import Callable

from fangxian.terms.sql import names

Comparison = Callable[[], str]


def name() -> str:
    """same | sound | shape | masked | one_character | swapped | near | given | surname | different (terms.names)."""
    return names.agreement("name_key_l", "sound_key_l", "shape_key_l", "name_key_r", "sound_key_r", "shape_key_r")


def number() -> str:
    """same | cut | one_edit | two_edits | part | born | other_number | differs; NULL where either has none.

    `other_number`: both are whole and valid, and they are two numbers. No typing error turns one valid number into
    another (MOD 11-2 catches each single digit and each swap), so that is the strongest evidence against.
    `differs`: a damaged number too far from the resident's for any slip; too little of one is NULL, no evidence.
    """
    return """CASE
        WHEN number_state_l IN ('missing', 'other') OR number_state_r IN ('missing', 'other') THEN
            CASE WHEN document_l = document_r THEN 'same'
                WHEN document_l IS NOT NULL AND document_r IS NOT NULL THEN 'other_number' END
        WHEN id_key_l = id_key_r THEN 'same'
        WHEN length(head_l) >= 14 AND substr(number_r, 1, length(head_l)) = head_l THEN 'cut'
        WHEN id_key_l IS NOT NULL AND id_key_r IS NOT NULL THEN 'other_number'
        WHEN number_state_r = 'cut' THEN NULL
        WHEN strpos(number_l, 'E') > 0 THEN
            CASE WHEN substr(number_r, 1, length(head_l)) = head_l THEN NULL ELSE 'differs' END
        WHEN levenshtein(number_l, number_r) = 1 THEN 'one_edit'
        WHEN levenshtein(number_l, number_r) = 2 THEN 'two_edits'
        WHEN length(number_l) >= 4 AND strpos(number_r, number_l) > 0 THEN 'part'
        WHEN substr(number_l, 7, 8) = substr(number_r, 7, 8) THEN 'born'
        WHEN length(number_l) < 12 THEN NULL
        ELSE 'differs' END"""


def phone() -> str:
    """same | one_digit | differs."""
    return """CASE
        WHEN phone_l IS NULL OR phone_r IS NULL THEN NULL
        WHEN phone_l = phone_r THEN 'same'
        WHEN levenshtein(CAST(phone_l AS VARCHAR), CAST(phone_r AS VARCHAR)) = 1 THEN 'one_digit'
        ELSE 'differs' END"""


def born() -> str:
    """same | differs: birth date and sex as number or column say them; NULL where both have a number, which speaks."""
    return """CASE
        WHEN born_l IS NULL OR born_r IS NULL OR (id_key_l IS NOT NULL AND id_key_r IS NOT NULL) THEN NULL
        WHEN number_state_l NOT IN ('missing', 'other') AND number_state_r NOT IN ('missing', 'other') THEN NULL
        WHEN born_l = born_r AND coalesce(sex_l = sex_r, TRUE) THEN 'same'
        ELSE 'differs' END"""


def place() -> str:
    """door | grid | differs: where the result says that the person lives; NULL where it says nothing."""
    return """CASE
        WHEN door_l = door_r THEN 'door'
        WHEN grid_l = grid_r THEN 'grid'
        WHEN (door_l IS NULL OR door_r IS NULL) AND (grid_l IS NULL OR grid_r IS NULL) THEN NULL
        ELSE 'differs' END"""


ALL: dict[str, Comparison] = {"name": name, "number": number, "phone": phone, "born": born, "place": place}
