"""The gate in front of every view: only declared pages run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from huaiyuan.base import audit
from huaiyuan.base.pages import page, phones

logger = logging.getLogger(__name__)

# A test that meets an undeclared view must fail loudly; a county office gets the page for what is not there.
RAISE_UNDECLARED = False


# Nobody who has not signed in may send more than the public form can hold: three photos as a camera makes them.
STRANGERS_MOST = 32 * 1024 * 1024


def _too_much(request: HttpRequest) -> bool:
    """Looked at before anything reads the body."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    large = not length.isdigit() or int(length) > STRANGERS_MOST
    return large and not request.user.is_authenticated


class DeclaredPagesMiddleware:
    """Refuses a view without `@page` and gives refused methods a page a person can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, with every audit event knowing where it came from; then dress a bare 405; personal pages are never kept by a cache on the way."""
        phones.end_rested(request)
        if _too_much(request):
            return TemplateResponse(request, "413.html", status=413).render()
        with audit.seen_from(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")):
            response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response.headers["Allow"]
            response = TemplateResponse(request, "405.html", status=405, headers={"Allow": allowed}).render()
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        view: Any,
        args: Sequence[Any],  # noqa: ARG002
        kwargs: Mapping[str, Any],  # noqa: ARG002
    ) -> None:
        """Let declared pages and the named third-party views through, nothing else."""
        name = f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"
        if isinstance(view, page.Page) or name in page.THIRD_PARTY:
            return
        if RAISE_UNDECLARED:
            raise ImproperlyConfigured(f"{name} is not declared with @page")
        logger.error("undeclared view %s was asked for and refused", name)
        raise Http404
