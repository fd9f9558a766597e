"""Django settings of the test run: a data folder of its own, so that no test touches a person's data.

The suite runs on SQLite, or on the PostgreSQL server that `RESONANS_TEST_DATABASE_URL` names.
"""

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("RESONANS_")]:
    if not _name.startswith("RESONANS_TEST_"):
        del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="resonans-test-")
os.environ["RESONANS_DATA_DIR"] = _folder
os.environ["RESONANS_DATABASE_URL"] = os.environ.get("RESONANS_TEST_DATABASE_URL", "")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from resonans.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
