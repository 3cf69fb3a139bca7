"""Settings of the examples: an installation of their own, fast passwords, the database that DATABASE_URL names."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["FANGXIAN_VAR"] = tempfile.mkdtemp(prefix="fangxian-examples-")
os.environ.pop("FANGXIAN_KEYS", None)

from fangxian.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
atexit.register(shutil.rmtree, os.environ["FANGXIAN_VAR"], ignore_errors=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In a file, as it is used: in memory, all threads of a server would share one connection and its transactions.
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["FANGXIAN_VAR"]) / "examples.sqlite3"}  # noqa: F405
