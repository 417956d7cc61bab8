"""The application that a WSGI server loads, once, before it makes its processes."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amarre.config.settings")
application = get_wsgi_application()
# Every page, once for all processes: otherwise each would load them while its first reader waits.
import_module(settings.ROOT_URLCONF)
# What is loaded stays: the collector need not walk through it at each turn.
gc.collect()
gc.freeze()
