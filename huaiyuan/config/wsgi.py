"""WSGI entry for granian."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from huaiyuan.core.kernel import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
# Only a proxy that the county names is believed when it says who is behind it; anybody else could invent an address.
PROXIES = [name.strip() for name in os.environ.get("HUAIYUAN_PROXIES", "").split(",") if name.strip()]
with loading.for_good():
    application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), PROXIES)
    # So that the first page does not wait for all of them.
    import_module("huaiyuan.config.urls")
