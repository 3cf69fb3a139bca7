"""What the gate refuses, in sentences for the person who meets it.

Fault
 ├ NotHere       404: there is no such record, or not in the reader's areas: nobody can tell which
 ├ NotAllowed    403: the role does not include this
 ├ NoPurpose     403: no purpose was chosen that the role permits
 └ AccountFault  an account or an appointment that cannot be as asked
    └ TakesTwo   not by one person alone: it is asked for, and a second approves
"""

from typing import Self

from django.core.exceptions import PermissionDenied
from django.http import Http404

from fangxian.access.roles import verbs
from fangxian.lib.fault import Fault


class NotHere(Fault, Http404):
    """There is no such record in the reader's areas."""

    @classmethod
    def of(cls, kind: str) -> Self:
        """The same sentence whether it is another's or nobody's."""
        return cls(
            en=f"There is no such {kind} in your areas: look it up again, or ask the office in charge of it.",
            zh="您的辖区内没有该记录：请重新查找，或联系主管单位。",
        )


class NotAllowed(Fault, PermissionDenied):
    """The role does not include this."""

    @classmethod
    def of(cls, verb: str) -> Self:
        """Names what would have been needed."""
        words = verbs().get(verb)
        return cls(
            en=f"Your role does not include this ({words.en if words else verb}): ask somebody whose does.",
            zh=f"您的岗位不包含此项权限（{words.zh if words else verb}）：请联系有权限的人员。",
        )


class NoPurpose(Fault, PermissionDenied):
    """No purpose was chosen that the role permits."""


class AccountFault(Fault):
    """An account or an appointment that cannot be as asked."""

    @classmethod
    def own(cls) -> Self:
        """One's own account."""
        return cls(
            en="Nobody does this to their own account: ask another administrator.",
            zh="不得为本人账号办理：请由另一名系统管理员办理。",
        )

    @classmethod
    def weak(cls) -> Self:
        """A password that others could guess."""
        return cls(
            en="That password is too easy to guess: twelve characters or more, no common word, not the name.",
            zh="密码过于简单：至少十二位，不用常见词，不含账号名。",
        )


class TakesTwo(AccountFault):
    """Not by one person alone: it is asked for, and a second approves (access.widening)."""

    @classmethod
    def of(cls) -> Self:
        """What to do instead."""
        return cls(
            en="This reaches the whole district, or a role that keeps watch: ask for it, and a second person approves.",
            zh="此事项涉及全区或监督、管理类岗位：请提出申请，由另一人批准。",
        )
