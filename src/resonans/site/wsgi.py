"""Synchronous Django, as the server's threads call it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonans.site.settings")
application = get_wsgi_application()
