"""The tiny county with a round over it, and a household's line to look at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest

from huaiyuan.core.kernel import clock
from huaiyuan.county.rounds import actions
from huaiyuan.county.rounds.actions import Looked, Report
from huaiyuan.county.rounds.models import Line, Round
from huaiyuan.county.rounds.types import Result
from tests.integration.applications.conftest import photo
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing

__all__ = ["account", "county_account", "photo", "quick_hashing", "tiny", "tiny_once"]

VILLAGE, SIBLING, FOREIGN = "411330101200", "411330101201", "411330301200"
TOWNSHIP, OTHER = "411330101", "411330301"
TODAY = dt.date(2026, 11, 23)
NAME = "2026年秋季集中排查"


@pytest.fixture(scope="module")
def autumn_once(tiny_once, django_db_setup, django_db_blocker):
    """A round over the tiny county, laid out and committed once: it takes two child processes."""
    with django_db_blocker.unblock():
        yield opened(NAME, dt.date(2026, 11, 20))


@pytest.fixture
def autumn(autumn_once, tiny) -> Round:
    """The same, with a transaction around the test; three households of the village are in a key group."""
    return Round.objects.get(pk=autumn_once.pk)


def opened(name: str, since: dt.date, *, income: bool = True, key: int = 3) -> Round:
    made = actions.announce(
        name=name, starts_on=since, ends_on=since + dt.timedelta(days=30), with_income=income, by=account("county1")
    )
    actions.prepare(made.number, by=account("county1"))
    lines = Line.objects.filter(round=made, village_code=VILLAGE).order_by("walk_order")
    chosen = [line.pk for line in lines[:key]]
    Line.objects.filter(round=made).update(is_key=False, key_groups="")
    Line.objects.filter(pk__in=chosen).update(is_key=True, key_groups="K01")
    made.refresh_from_db()
    return made


def lines(found: Round, village: str = VILLAGE, *, key: bool = False) -> list[Line]:
    return list(
        Line.objects.filter(round=found, village_code=village, is_key=key).order_by("walk_order", "household_no")
    )


def see(line: Line, result: Result = Result.SAME, *, by: str = "xuzhai", version: int | None = None, **said) -> Looked:
    """Somebody of the village looks at a household."""
    return actions.look(
        line.round.number, line.household_no, Report(result, **said), by=account(by),
        base_version=line.version if version is None else version, client_uuid=uuid.uuid4(),
    )  # fmt: skip


def finish(found: Round, villages: tuple[str, ...]) -> None:
    """Everybody there is looked at; villages, which have no person of their own in the tiny county, are closed by one."""
    for code in villages:
        Line.objects.filter(round=found, village_code=code).exclude(state="gone").update(
            state="done", result="same", way="home", looked_on=TODAY, first_on=TODAY
        )


Seeing = Callable[..., Looked]
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=clock.SHANGHAI)
