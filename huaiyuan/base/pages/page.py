"""The page declaration: every URL says who may open it, which rows it shows and by which methods.

A view becomes a page only through `@page`; the address table holds nothing else, and `DeclaredPagesMiddleware`
refuses to run a view that was not declared. So a page without a permission cannot exist, at build time or at run time.

    @page("household", path="hu/<str:household_no>/", title="一户一档", may=P.HOUSEHOLD_READ, scope="household",
          nav=("", "一户一档", "house", 20), sample=a_household)
    def household(request, household): ...      # already within the account's rows; absent or foreign → the same 404
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as url_path
from django_htmx.http import HttpResponseClientRedirect

from huaiyuan.base.access import signing
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes

ALL: frozenset[Role] = frozenset(Role)
SHOWN = ("GET",)
_LONG_NUMBER = re.compile(r"\d{15,}[Xx]?")

Sample = Callable[[Any], Mapping[str, Any] | None]
View = Callable[..., HttpResponseBase]


class Open(StrEnum):
    """What a page may declare instead of a permission."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed_in"


ANYBODY, SIGNED_IN = Open.ANYBODY, Open.SIGNED_IN


class PageRequest(HttpRequest):
    """A request as a view behind `@page` gets it; on a page for signed-in people `user` is their account."""

    user: Account
    page: Page
    reach: Scope


class Page:
    """One declared page. Calling it checks sign-in, permission, method and rows, in this order, then runs the view."""

    do_not_call_in_templates = True

    def __init__(
        self,
        view: View,
        *,
        name: str,
        path: str,
        title: str,
        may: P | Open,
        scope: scopes.Declared,
        methods: tuple[str, ...],
        posts: frozenset[Role],
        queries: int,
        nav: tuple[str, str, str, int] | None,
        dock: tuple[str, str, int] | None,
        count: Callable[[Any], int | None] | None,
        phone: bool,
        sample: Sample | None,
    ) -> None:
        self.view, self.name, self.path, self.title = view, name, path, title
        self.may, self.scope, self.posts, self.queries = may, scope, posts, queries
        self.methods = frozenset(methods) | ({"HEAD"} if "GET" in methods else set())
        self.nav, self.dock, self.count, self.phone, self.sample = nav, dock, count, phone, sample
        self.__name__, self.__qualname__ = view.__name__, view.__qualname__
        self.__doc__, self.__module__ = view.__doc__, view.__module__

    def __repr__(self) -> str:
        return f"<Page {self.name} /{self.path}>"

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Serve the request, or refuse it. The page for what is not there is the same whatever was asked for."""
        try:
            return self._serve(request, kwargs)
        except Http404:
            request.page = None  # type: ignore[attr-defined]
            raise

    def _serve(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponseBase:
        request.page = self  # type: ignore[attr-defined]
        if self.may is not ANYBODY and not request.user.is_authenticated:
            return _to_sign_in(request)
        if not self.permits(request.user):
            self._refuse(request, "没有这项权限", kwargs)
        if request.method not in self.methods:
            return HttpResponseNotAllowed(sorted(self.methods))
        permission = self.may if isinstance(self.may, P) else None
        reach = standing(request.user).scope(permission)
        request.reach = reach  # type: ignore[attr-defined]
        found = scopes.resolve(self.scope, reach, kwargs, request.user)
        if found is scopes.ABSENT:
            self._refuse(request, "不存在或不在范围内", kwargs)
        args, rest = found
        return self.view(request, *args, **rest)

    def permits(self, account: Any) -> bool:
        """Whether the account's posts open this page (its rows are another question)."""
        if self.may is ANYBODY:
            return True
        stands = standing(account)
        if self.may is SIGNED_IN:
            return bool(getattr(account, "is_authenticated", False))
        return self.may in stands.permissions and bool(stands.roles & self.posts)

    def _refuse(self, request: HttpRequest, why: str, kwargs: Mapping[str, Any]) -> None:
        asked = "/".join(_LONG_NUMBER.sub("…", str(v)) for v in kwargs.values())[:80]
        signing.record_page_refused(request.user, self.title, why, subject=f"page:{self.name}/{asked}".rstrip("/"))
        raise Http404


PAGES: dict[str, Page] = {}

# Views of other people's code that may run without a declaration: dotted name → why. Static files never get this
# far (whitenoise answers them), so today there is none.
THIRD_PARTY: dict[str, str] = {}


def page(
    name: str,
    *,
    path: str,
    title: str,
    may: P | Open,
    scope: scopes.Declared,
    methods: tuple[str, ...] | set[str] = SHOWN,
    posts: frozenset[Role] | set[Role] = ALL,
    queries: int = 15,
    nav: tuple[str, str, str, int] | None = None,
    dock: tuple[str, str, int] | None = None,
    count: Callable[[Any], int | None] | None = None,
    phone: bool = False,
    sample: Sample | None = None,
) -> Callable[[View], Page]:
    """Declare a view as a page.

    `may`      a permission, or `SIGNED_IN` / `ANYBODY`.
    `scope`    `scopes.ROWS` (a list that filters by `request.reach` itself), `scopes.NO_ROWS` (shows nobody's data),
               or the name of a registered resolver, which turns URL parts into the object the view receives.
    `posts`    base roles the page is for, where the permission alone is too wide.
    `queries`  the most database queries one request may make; asserted by the tests.
    `nav`      (group, label, icon, order); group "" puts it at the top level. `dock` (label, icon, order) on the phone.
    `count`    the number beside its menu entry: called with the account, at most one query.
    `phone`    written for the phone first: held to 150 KB.
    `sample`   account → URL parts to open it with in `make screens`, None when that account has nothing to show.
               A page with URL parts must have one.
    Raises ValueError for a name or path that is taken.
    """

    def declare(view: View) -> Page:
        made = Page(
            view, name=name, path=path, title=title, may=may, scope=scope, methods=tuple(sorted(methods)),
            posts=frozenset(posts), queries=queries, nav=nav, dock=dock, count=count, phone=phone, sample=sample,
        )  # fmt: skip
        _refuse_unfit(made, view)
        PAGES[name] = made
        return made

    return declare


def _refuse_unfit(made: Page, view: View) -> None:
    taken = PAGES.get(made.name) or next((p for p in PAGES.values() if p.path == made.path), None)
    if taken is not None and (taken.view.__module__, taken.__name__) != (view.__module__, view.__name__):
        raise ValueError(f"page {made.name} /{made.path} is declared twice: {taken!r}")
    if "<" in made.path and "GET" in made.methods and made.sample is None:
        raise ValueError(f"page {made.name} has URL parts and no sample")
    if unknown := inspect.signature(view).parameters.keys() & {"pk", "id"}:
        raise ValueError(f"page {made.name} takes {unknown}: URLs carry public numbers")


def discover(package: str) -> None:
    """Import every module of a package of pages, so that their declarations stand."""
    root = import_module(package)
    for found in walk_packages(root.__path__, prefix=f"{package}."):
        import_module(found.name)


def urlpatterns() -> list[URLPattern]:
    """The whole address table, fixed parts before placeholders."""
    ordered = sorted(PAGES.values(), key=lambda p: [("<" in part, part) for part in p.path.split("/")])
    return [url_path(p.path, p, name=p.name) for p in ordered]


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(settings.LOGIN_URL)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", settings.LOGIN_URL)
