"""What is done by hand to people needs two of them (law 3): not one person with two accounts, not an administrator who
made both, and no administrator at all. What widens somebody's rights is asked for by an administrator: there the second
is independent, and none (access.widening)."""

from fangxian.access.models import Account, Appointment
from fangxian.lib import clock
from fangxian.lib.fault import Fault

ADMINISTRATOR = "administrator"


class NotTwoPeople(Fault):
    """The second person is the first, is an administrator, or was put there by the same hand."""


def refuse_unless_two(first: str, second: str) -> None:
    """Raises NotTwoPeople unless these two accounts are two independent people, neither of them an administrator."""
    refuse_unless_independent(first, second)
    if _administrators({first, second}):
        raise NotTwoPeople(
            en="An administrator keeps accounts and decides nothing else: two other people have to do this.",
            zh="系统管理员只管账号，不参与决定：须由另外两人办理。",
        )


def are_two(first: str, second: str) -> bool:
    """Whether `refuse_unless_two` lets them pass."""
    try:
        refuse_unless_two(first, second)
    except NotTwoPeople:
        return False
    return True


def refuse_unless_independent(first: str, second: str) -> None:
    """Raises NotTwoPeople unless neither of these two accounts is the other, made the other, or was made by whoever
    made the other. An account made from the command line when the site was installed has no maker, and shares none.
    """
    if first == second:
        raise NotTwoPeople(
            en="The person who asked for this cannot approve it: somebody else has to.",
            zh="提出人不能自己批准：须由另一人批准。",
        )
    accounts = {one.username: one for one in Account.objects.filter(username__in=[first, second], is_active=True)}
    if len(accounts) < 2:
        raise NotTwoPeople(
            en="One of the two accounts is not there or is closed: two people in office have to do this.",
            zh="两个账号中有一个不存在或已停用：须由两名在岗人员办理。",
        )
    makers = [accounts[name].created_by for name in (first, second)]
    if (makers[0] and makers[0] == makers[1]) or first == makers[1] or second == makers[0]:
        raise NotTwoPeople(
            en="Both accounts were made by the same person: somebody whose account another administrator made "
            "has to approve this.",
            zh="两个账号由同一人开设：须由另一名管理员开设账号的人批准。",
        )


def _administrators(names: set[str]) -> bool:
    now = clock.now()
    standing = Appointment.objects.filter(account__username__in=names, role=ADMINISTRATOR, since__lte=now)
    return standing.exclude(until__lte=now).exists()
