"""The business database as `engine.transfer` wants it named."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.db import connection


def database_url() -> str:
    """`sqlite:///path` or `postgresql://…` of the database in use (in tests the test database). Holds the password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(settings['NAME']))}"
    host, options = settings["HOST"], {k: str(v) for k, v in settings["OPTIONS"].items() if isinstance(v, str | int)}
    if host.startswith("/"):
        options["host"], host = host, ""
    user = quote(settings["USER"], safe="")
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] and host else ""
    if settings["PORT"] and not host:
        options["port"] = str(settings["PORT"])
    query = f"?{urlencode(options)}" if options else ""
    return f"postgresql://{user}{password}@{host}{port}/{quote(settings['NAME'])}{query}"
