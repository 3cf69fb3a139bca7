"""The site as WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
application = get_wsgi_application()

from fangxian.runs import demo_clock  # noqa: E402  (Django has to be set up first)

demo_clock.goes_on()
