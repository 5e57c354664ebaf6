"""What water's ledgers do by themselves: hand out patrols that are due, have water hauled, and make leads of who has none."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from huaiyuan.base import audit, reference
from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.water import trail
from huaiyuan.county.guarantees.water.hauls import HAULS, WaterHaul, WaterHauled
from huaiyuan.county.guarantees.water.patrols import PATROLS, WaterPatrol
from huaiyuan.county.guarantees.water.repairs import OVER, WaterRepair
from huaiyuan.county.guarantees.water.served import WaterServed
from huaiyuan.county.guarantees.water.works import WaterWorks
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.types import Channel, Grade
from huaiyuan.county.ledger import actions
from huaiyuan.county.registry import queries as registry

RISK, LIMIT, EVERY = "因安全饮水", "lead.verify.orange", "water.patrol_every_days"
# As many as a minute's chore may hand out; what is left comes a minute later.
MOST = 40


def keep_up() -> dict[str, int]:
    """Patrols, hauls and leads that are due by now; harmless to repeat."""
    now = clock.business_now()
    return {"patrols": plan_patrols(now), "hauls": plan_hauls(now), "leads": open_leads(now)}


def plan_patrols(now: dt.datetime) -> int:
    """A patrol of each works that nobody has looked at for so long, longest forgotten first along its route."""
    today = now.astimezone(clock.SHANGHAI).date()
    every = reference.parameter(EVERY, today)
    if every is None:
        return 0
    since = today - dt.timedelta(days=int(every.value))
    mine = WaterPatrol.objects.filter(works=OuterRef("pk"))
    recent = mine.filter(Q(state=WaterPatrol.States.PLANNED) | Q(looked_on__gt=since))
    due = WaterWorks.objects.filter(~Exists(recent), opened_on__lte=since).exclude(state=WaterWorks.States.SCRAPPED)
    rows = list(due.order_by("route", "number")[:MOST])
    for works in rows:
        actions.open_entry(PATROLS, actions.Place(), {}, by=None, links={"works": works}, at=now, trusted=True)
    return len(rows)


def plan_hauls(now: dt.datetime) -> int:
    """Water for every outage that has lasted too long and has none yet, with the families it is brought to."""
    today = now.astimezone(clock.SHANGHAI).date()
    out = WaterRepair.objects.filter(haul_on__lt=today, restored_on__isnull=True, hauls__isnull=True)
    rows = list(out.exclude(state__in=OVER).select_related("works").order_by("number"))
    for repair in rows:
        with transaction.atomic():
            families = _served(repair.works, today)
            haul = actions.open_entry(
                HAULS, actions.Place(repair.village_code), {"households": str(len(families))}, by=None,
                links={"works": repair.works, "repair": repair}, at=now, trusted=True,
            )  # fmt: skip
            WaterHauled.objects.bulk_create(
                WaterHauled(haul=haul, household_no=number, village_code=village) for number, village in families
            )
    return len(rows)


def _served(works: WaterWorks, on: dt.date) -> list[tuple[str, str]]:
    """The families that a works serves, with their village."""
    found: dict[str, str] = {}
    for served in works.served.filter(state=WaterServed.States.ON):
        for number in registry.living_in(served.village_code, on=on, group=served.group_name):
            found[number] = served.village_code
    return sorted(found.items())


def open_leads(now: dt.datetime) -> int:
    """A lead for each family that water is brought to; one that has a live lead gets its reason added to it."""
    waiting = WaterHauled.objects.filter(lead_no="").exclude(haul__state=WaterHaul.States.OVER)
    rows = list(waiting.select_related("haul__repair", "haul__works").order_by("pk")[:MOST])
    with transaction.atomic():
        for row in rows:
            repair = row.haul.repair
            lead = leads.take_report(
                leads.Report(
                    row.household_no, row.village_code, RISK, Grade.ORANGE, Channel.PATROL, f"{repair.number}-{row.household_no}",
                    f"{row.haul.works.name}{repair.opened_on}起断水，{repair.haul_on}还没恢复（{repair.number}）", repair.opened_on,
                ),
                limit=LIMIT, by=None, at=now,
            )  # fmt: skip
            WaterHauled.objects.filter(pk=row.pk).update(lead_no=lead.lead_no)
        for works in {row.haul.works.name: row.haul.works for row in rows}.values():
            count = sum(row.haul.works_id == works.pk for row in rows)
            audit.record(
                trail.LEADS_OPENED, by=None, subject=f"water:{works.number}", village_code=works.village_code, writes=True,
                works=works.name, count=count,
            )  # fmt: skip
    return len(rows)
