"""Lists, one lead, the village's round, the timeline: within an account's rows, masked, in few queries."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from django.conf import settings
from PIL import Image

from huaiyuan.base import access
from huaiyuan.base.vault.pictures import BYTES
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, own_timeline, queries
from huaiyuan.county.leads.filters import TABS, Filters
from huaiyuan.county.leads.models import Lead, Visit, VisitPhoto
from huaiyuan.county.leads.types import Verdict, Way
from huaiyuan.county.registry.models import Household, Residence
from tests.cast import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FIRST, SECOND, THIRD, FoundHit

ELSEWHERE = f"{OTHER_VILLAGE}-0001"
HITS = (
    FoundHit(),
    FoundHit(
        rule="R09", risk_type="因残", department="残联", grade="橙", fingerprint="00000000000000bb", match="probable"
    ),
    FoundHit(household_no=SECOND, rule="R11", risk_type="因义务教育", department="教体局", grade="红"),
    FoundHit(household_no=THIRD),
    FoundHit(household_no=ELSEWHERE, village_code=OTHER_VILLAGE),
)


@pytest.fixture
def handed_out(people, run):
    actions.open_from_run(run("one", *HITS), people.center, at=MONDAY)
    actions.dispatch(by=people.center, at=MONDAY)
    return {lead.household_no: lead for lead in Lead.objects.all()}


def _numbers(account, filters: Filters) -> list[str]:
    return [line.household_no for line in queries.leads(account, filters).rows]


@pytest.mark.usefixtures("handed_out")
def test_a_list_begins_with_what_is_due_soonest(people):
    assert _numbers(people.center, Filters()) == [SECOND, FIRST, THIRD, ELSEWHERE]


@pytest.mark.usefixtures("handed_out")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(township=OTHER_TOWN), {ELSEWHERE}),
        (Filters(village=VILLAGE, grade="yellow"), {THIRD}),
        (Filters(department="残联"), {FIRST}),
        (Filters(department="残联", rule="R01"), set()),
        (Filters(rule="R01"), {FIRST, THIRD, ELSEWHERE}),
        (Filters(risk_type="因义务教育"), {SECOND}),
        (Filters(tab="sent"), {FIRST, SECOND, THIRD, ELSEWHERE}),
        (Filters(tab="open"), set()),
        (Filters(due_by=dt.date(2026, 11, 25)), {SECOND}),
    ],
)
def test_filters_narrow_a_list(people, filters, found):
    assert set(_numbers(people.center, filters)) == found


@pytest.mark.usefixtures("handed_out")
def test_pages_follow_each_other_without_gap_or_repeat(people):
    seen, after = [], None
    while True:
        page = queries.leads(people.center, Filters(), after=after, limit=1)
        seen += [line.household_no for line in page.rows]
        after = page.next_after
        if after is None:
            break
    assert seen == [SECOND, FIRST, THIRD, ELSEWHERE]


@pytest.mark.usefixtures("handed_out")
def test_the_outsider_township_sees_its_own_only(people, django_assert_max_num_queries):
    assert _numbers(people.other_town, Filters()) == [ELSEWHERE]
    assert _numbers(people.sibling, Filters()) == []
    assert queries.tab_counts(people.other_town, Filters())["sent"] == 1
    with django_assert_max_num_queries(12):
        queries.leads(people.center, Filters())


def test_counts_of_every_tab_under_the_other_filters(handed_out, people, judged, monkeypatch):
    judged(handed_out[FIRST], Verdict.IDENTIFY, way=Way.PHONE)
    monkeypatch.setattr("huaiyuan.core.kernel.clock.business_now", lambda: MONDAY + dt.timedelta(days=3))
    counts = queries.tab_counts(people.center, Filters(township=TOWN, tab="open"))
    assert list(counts) == list(TABS)
    assert {tab: n for tab, n in counts.items() if n} == {
        "live": 2, "sent": 2, "overdue": 1, "confirmed": 1, "identify": 1, "unsigned": 1, "all": 3,
    }  # fmt: skip


def test_a_lead_says_what_was_found_and_what_may_be_done(handed_out, people, django_assert_max_num_queries):
    number = handed_out[FIRST].lead_no
    with django_assert_max_num_queries(15):
        page = queries.lead_page(number, people.village)
    assert [(risk.risk_type, risk.grade_label) for risk in page.risks] == [("因残", "橙"), ("因病", "黄")]
    evidence = page.risks[0].hits[0]
    assert (evidence.is_probable, evidence.match, evidence.rows) == (
        True, "疑似同一人", [("medical_bills-2026-10-01", "Sheet1", "7")],
    )  # fmt: skip
    assert page.moves == ["start", "forward", "return_", "confirm", "clear"]
    assert queries.lead_page(number, people.center).moves == ["forward", "return_", "withdraw"]
    assert queries.lead_page(number, people.leader).moves == []


def test_absent_and_foreign_leads_are_the_same_nothing(handed_out, people):
    number = handed_out[FIRST].lead_no
    assert queries.lead_page(number, people.other_town) is None
    assert queries.lead_page("XS2026-999999", people.other_town) is None
    scope = access.scope_of(people.other_town)
    assert queries.find_lead(scope, number) is queries.find_lead(scope, "XS2026-999999") is None
    assert queries.find_lead(access.scope_of(people.town), number) == number


def test_a_leader_reads_no_name_no_illness_and_no_reason(handed_out, people, judged):
    judged(handed_out[FIRST], Verdict.UNFOUNDED, reason="票据是张某的")
    page = queries.lead_page(handed_out[FIRST].lead_no, people.leader)
    shown = repr(page)
    assert "自付" not in shown
    assert "张某" not in shown
    assert page.line.says == "残联推送：依据涉及个人信息，不予显示"


@pytest.mark.usefixtures("handed_out")
def test_a_village_sees_its_round_and_what_came_from_elsewhere_last(people):
    groups = queries.village_todo(people.village)
    # None of the cast's households stands in the registry, so all are shown as from elsewhere rather than dropped.
    assert [(g.name, [t.line.household_no for t in g.todos]) for g in groups] == [
        ("户籍不在本村（改派来的）", [FIRST, SECOND, THIRD])
    ]


def _registered(number: int, household_no: str, group: str | None, order: int | None) -> None:
    household = Household.objects.create(id=number, household_no=household_no, registered_on=dt.date(2021, 1, 1))
    Residence.objects.create(
        household=household, village_code=VILLAGE, group_name=group, walk_order=order, valid_from=dt.date(2021, 1, 1),
        recorded_at=MONDAY, source_kind="loaded",
    )  # fmt: skip


@pytest.mark.usefixtures("handed_out")
def test_the_round_goes_group_by_group_in_walking_order_with_the_ungrouped_behind(
    people, django_assert_max_num_queries
):
    _registered(1, FIRST, None, None)
    _registered(2, SECOND, "河西组", 9)
    _registered(3, THIRD, "河西组", 2)
    with django_assert_max_num_queries(15):
        groups = queries.village_todo(people.village)
    assert [(g.name, [t.line.household_no for t in g.todos]) for g in groups] == [
        ("河西组", [THIRD, SECOND]), ("未分组", [FIRST]),
    ]  # fmt: skip


@pytest.mark.usefixtures("handed_out")
def test_the_load_shows_every_village_in_its_fixed_order(people, monkeypatch):
    monkeypatch.setattr("huaiyuan.core.kernel.clock.business_now", lambda: MONDAY + dt.timedelta(days=3))
    loads = queries.workload(people.center)
    assert [(v.name, v.at_village, v.overdue) for v in loads] == [("甲一村", 3, 1), ("甲二村", 0, 0), ("乙一村", 1, 0)]
    assert [(t.name, t.at_village) for t in queries.by_township(loads)] == [("甲乡", 3), ("乙乡", 1)]
    assert [v.name for v in queries.workload(people.other_town)] == ["乙一村"]


def test_the_timeline_of_a_household_tells_its_leads(handed_out, people, judged):
    judged(handed_out[FIRST], Verdict.COVERED)
    told = {(e.title, e.says) for e in own_timeline.entries(FIRST, people.village)}
    assert told == {
        ("发现线索", "橙：因残、因病"), ("交办入户核实", "2026-11-26前入户"), ("入户", "因残：已有保障，持续关注；因病：已有保障，持续关注"),
    }  # fmt: skip
    assert "因病" not in repr(list(own_timeline.entries(FIRST, people.leader)))


def _photo(size: tuple[int, int], **options: object) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(stream, "JPEG", quality=95, **options)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.one_database
def test_a_photo_is_kept_small_bare_and_sealed(handed_out, people, judged):
    judged(handed_out[FIRST], Verdict.COVERED)
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "secret place", {2: (32.0, 22.0, 11.0)}
    original = _photo((3000, 2400), exif=exif)
    assert b"secret place" in original

    number = uuid.uuid4()
    visit = Visit.objects.get().client_uuid
    photo = actions.add_photo(visit, original, client_uuid=number, by=people.village)
    assert actions.add_photo(visit, original, client_uuid=number, by=people.village) == photo
    shown = actions.open_photo(number, by=people.town)
    with Image.open(io.BytesIO(shown)) as image:
        assert (max(image.size) <= 2000, dict(image.getexif()), image.info.get("exif")) == (True, {}, None)
    assert len(shown) == photo.size <= BYTES
    assert b"secret place" not in shown
    stored = (settings.DATA_DIR / "media" / photo.file_name).read_bytes()
    assert stored[:5] == b"hys1|"
    assert shown[100:200] not in stored
    with pytest.raises(DomainError) as refused:
        actions.open_photo(number, by=people.other_town)
    assert refused.value.code == "LEAD_NOT_FOUND"


def test_a_number_that_stands_for_another_visits_photo_writes_over_nothing(handed_out, people, judged):
    judged(handed_out[FIRST], Verdict.COVERED)
    judged(handed_out[SECOND], Verdict.COVERED)
    first, second = Visit.objects.order_by("id").values_list("client_uuid", flat=True)
    number = uuid.uuid4()
    actions.add_photo(first, _photo((40, 30)), client_uuid=number, by=people.village)
    before = actions.open_photo(number, by=people.village)
    with pytest.raises(DomainError) as refused:
        actions.add_photo(second, _photo((80, 60)), client_uuid=number, by=people.village)
    assert refused.value.code == "LEAD_NO_VISIT"
    assert actions.open_photo(number, by=people.village) == before


def test_what_is_no_picture_is_refused(handed_out, people, judged):
    judged(handed_out[FIRST], Verdict.COVERED)
    visit = Visit.objects.get().client_uuid
    for data, code in (
        (b"", "VAULT_NOT_A_PICTURE"),
        (b"MZ" * 50, "VAULT_NOT_A_PICTURE"),
        (b"0" * (21 << 20), "VAULT_PICTURE_TOO_LARGE"),
    ):
        with pytest.raises(DomainError) as refused:
            actions.add_photo(visit, data, client_uuid=uuid.uuid4(), by=people.village)
        assert refused.value.code == code
    with pytest.raises(DomainError) as refused:
        actions.add_photo(uuid.uuid4(), _photo((10, 10)), client_uuid=uuid.uuid4(), by=people.village)
    assert refused.value.code == "LEAD_NO_VISIT"
    assert VisitPhoto.objects.count() == 0
