"""Who asks is told by the county's own proxy, and by nobody who only says so."""

from __future__ import annotations

import importlib

import pytest

from huaiyuan.config import wsgi

CALLER, PROXY, INVENTED = "203.0.113.9", "10.1.2.3", "198.51.100.1"


@pytest.fixture
def seen(monkeypatch):
    """The address that the application sees, by where a request comes from and what it says."""
    monkeypatch.setenv("HUAIYUAN_PROXIES", f"{PROXY}, 10.1.3.0/24")
    found = []
    monkeypatch.setattr(
        "django.core.wsgi.get_wsgi_application", lambda: lambda environ, _: found.append(environ["REMOTE_ADDR"])
    )
    entry = importlib.reload(wsgi)

    def ask(remote: str, forwarded: str) -> str:
        entry.application({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}, None)
        return found[-1]

    yield ask
    monkeypatch.undo()
    importlib.reload(wsgi)


@pytest.mark.parametrize(
    ("remote", "forwarded", "told"),
    [
        (PROXY, CALLER, CALLER),
        (PROXY, f"{INVENTED}, {CALLER}", CALLER),
        (PROXY, f"{CALLER}, 10.1.3.7", CALLER),
        (CALLER, INVENTED, CALLER),
    ],
    ids=["by the proxy", "an invented one before it", "two proxies", "somebody who is no proxy"],
)
def test_only_a_named_proxy_says_who_is_behind_it(seen, remote, forwarded, told):
    assert seen(remote, forwarded) == told
