"""Django settings of the test run: a data folder of its own, so that no test touches a person's data."""

import atexit
import os
import shutil
import tempfile

os.environ.pop("RESONANS_CLOCK", None)
for name in ("URL", "HOST", "PORT", "ALLOW_HOSTS", "LAKE_URL", "SMTP_URL", "MAIL_FROM"):
    os.environ.pop(f"RESONANS_{name}", None)
_folder = tempfile.mkdtemp(prefix="resonans-test-")
os.environ["RESONANS_DATA_DIR"] = _folder
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from resonans.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
