"""The installation that a command works on: Django set up, its database there and up to date."""

import os

from fangxian.lib.fault import Fault


def opened() -> None:
    """Opens the installation that the environment names (docs/settings.md). A database without any table is made.

    Raises a Fault for one that is older than the program.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    django.setup()
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Fault(
            en="The database does not answer: check DATABASE_URL, whether the server runs, and the account's rights.",
            zh="数据库无法连接：请检查 DATABASE_URL、数据库服务是否运行、账号是否有权限。",
        ) from error
    if not executor.loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Fault(
            en="The database is older than this program: `fangxian doctor` says how to bring it up to date.",
            zh="数据库版本低于本程序：运行 `fangxian doctor` 查看升级办法。",
        )
