"""The WSGI entry. WSGI and not ASGI: the stack below is synchronous (docs/adr/0011)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
application = get_wsgi_application()
