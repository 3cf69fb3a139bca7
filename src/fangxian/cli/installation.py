"""What commands that work on an installation do first: Django's settings, a database up to date, and its keys."""

import os
import sys

from fangxian.cli.language import said
from fangxian.lib.fault import Fault
from fangxian.lib.garbage import uncollected

SETTINGS = "fangxian.project.settings"


def open_installation(*, migrate: bool = False) -> None:
    """Sets Django up; with `migrate` makes the tables that are missing, else raises a Fault if any are, or if what lies
    sealed belongs to other keys."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Fault(
            en="The database does not answer: check DATABASE_URL, whether the server runs, and the account's rights.",
            zh="数据库无法连接：请检查 DATABASE_URL、数据库服务是否运行、账号是否有权限。",
        ) from error
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _go_on()
        return
    if not migrate:
        raise Fault(
            en="The database is not set up, or is older than this program: `fangxian doctor` says how to mend it.",
            zh="数据库尚未建立，或早于本程序：运行 `fangxian doctor` 查看处理办法。",
        )
    print(said("Setting up the database ...", "建立数据库 …"), file=sys.stderr, flush=True)
    with uncollected():
        call_command("migrate", verbosity=0, interactive=False)
    _go_on()


def _go_on() -> None:
    """The keys fit; a demo's time goes on from where it stood."""
    from fangxian.outbreak import queries as outbreaks
    from fangxian.registry import queries as registry
    from fangxian.runs import demo_clock

    registry.refuse_other_keys()
    outbreaks.refuse_other_keys()
    demo_clock.goes_on()
