"""Whether the keys that are here are those under which the registry was sealed."""

from django.conf import settings

from fangxian.lib.fault import Fault
from fangxian.lib.sealing import CannotOpenError
from fangxian.registry import sealing
from fangxian.registry.models import Person


def refuse_other_keys() -> None:
    """Raises a Fault where numbers lie sealed under another key: each row that came would be a newcomer, and no page
    could be opened. No key is made by asking."""
    sealed = Person.rows.exclude(number_sealed=None).values_list("number_sealed", flat=True).order_by("pk").first()
    if sealed is None or _opens(bytes(sealed)):
        return
    folder = settings.KEYRING.folder
    raise Fault(
        en=f"The database was sealed under other keys than those in {folder}: put back the key folder that belongs "
        "to it, or name it in FANGXIAN_KEYS. Nothing was changed.",
        zh=f"数据库不是用 {folder} 中的密钥加密的：请恢复与之配套的密钥目录，"
        "或用 FANGXIAN_KEYS 指明其位置。未作任何改动。",
    )


def _opens(sealed: bytes) -> bool:
    if not settings.KEYRING.holds(sealing.KEY):
        return False
    try:
        sealing.number().open(sealed)
    except CannotOpenError:
        return False
    return True
