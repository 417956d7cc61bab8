"""The application that a WSGI server loads, once, before it makes its processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amarre.config.settings")
application = get_wsgi_application()
# What is loaded stays: the collector need not walk through it at each turn.
gc.collect()
gc.freeze()
