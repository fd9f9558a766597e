"""Django settings of a process that a test starts: the same as the test's, down to its very database."""

import os

from resonans.site.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["RESONANS_TEST_CHILD_DATABASE"]  # noqa: F405
