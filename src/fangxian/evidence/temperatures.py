"""A temperature as somebody types it, and what of it is a fever. Pure."""

import re
from decimal import Decimal

from fangxian.lib.fault import Fault

#: From here on a temperature is a fever, in degrees Celsius: an assumption of this project, for a district to set.
FEVER = Decimal("37.3")
#: What a living person's may be.
COLDEST, HOTTEST = Decimal(34), Decimal(43)
_DEGREES = re.compile(r"[0-9]{2,3}(\.[0-9]{1,2})?")


def read(text: str) -> tuple[Decimal, str]:
    """Degrees Celsius as typed (36.5, 36,5, 365), and the finding: 'fever' or ''. Raises a Fault for what is none."""
    plain = text.strip().replace(",", ".").replace("，", ".").replace("。", ".")
    degrees = Decimal(plain) if _DEGREES.fullmatch(plain) else Decimal(0)
    if degrees > HOTTEST and "." not in plain:
        degrees /= 10
    if not COLDEST <= degrees <= HOTTEST:
        raise Fault(
            en=f"A temperature lies between {COLDEST} and {HOTTEST} °C: measure and type it again, as in 36.5.",
            zh=f"体温应在 {COLDEST} 至 {HOTTEST} ℃ 之间：请重新测量并填写，如 36.5。",
        )
    return degrees, "fever" if degrees >= FEVER else ""
