"""Who says so at the shell: an account, by its password, and its code where one is asked for on the site too.

Whoever has the shell could be anybody; what takes a second person is theirs only if they can sign in as that person.
"""

import getpass
from typing import TYPE_CHECKING, Any

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.reader import Reader


def vouched(name: str) -> "Reader":
    """The reader that an account is, after its password and its code. Raises a Fault for what is wrong with either,
    and for a name that is locked."""
    from fangxian.access import lockout
    from fangxian.access.queries import accounts, reader
    from fangxian.access.sign_in import is_open

    lockout.refuse_locked(name)
    account = accounts().filter(username=name).first()
    typed = getpass.getpass(said(f"Password of {name}: ", f"{name} 的密码："))
    if account is None or not is_open(account) or not account.check_password(typed) or not _code(account):
        lockout.failed(name)
        raise Fault(
            en=f"{name}: the account, its password or its code is wrong.", zh=f"{name}：账号、密码或动态口令有误。"
        )
    lockout.succeeded(name)
    return reader(account)


def _code(account: Any) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    from fangxian.access.sign_in import CodeForm, asks_for_code

    if not is_mfa_enabled(account):
        # Who has to have a second factor and has none yet sets it up on the site first.
        return not asks_for_code(account)
    return bool(CodeForm(user=account, data={"code": getpass.getpass(said("Code: ", "动态口令："))}).is_valid())
