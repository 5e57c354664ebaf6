"""What a department sees of families: what stands in its own inbox, and nothing else. RQ: C01, C02, C05."""

from __future__ import annotations

import pytest
from django.urls import reverse

from huaiyuan.base.pages.page import ANYBODY, PAGES, SIGNED_IN
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import reach
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.leads import precision, queries
from huaiyuan.county.leads.models import Case
from huaiyuan.county.leads.precision import By
from huaiyuan.county.leads.types import Verdict
from huaiyuan.shells.console import main
from tests.integration.leads.runs import FIRST, SECOND, FoundHit
from tests.integration.withdrawal.conftest import a_batch
from tests.pages import get_page, post_page, signed_in

# The pages a department may open at all; another one must be put here on purpose.
OWN = {
    "workbench", "department", "cases", "case", "case.proof", "intake", "intake.blank", "intake.sample", "batch",
    "batch.book", "batch.cancel", "batch.columns", "batch.faults", "columns", "columns.drop", "coverage",
    "coverage.villages", "zero.report", "zero.revoke", "notices.read", "rhythm", "rhythm.actions", "rhythm.item",
    "rhythm.items", "rhythm.take_back", "consultation", "consultations", "decision", "numbers", "numbers.batch",
    "numbers.take_back", "problems", "measures.asked", "measures.asked.together", "measure.asked",
    "orders", "order", "order_line", "order.file",
    "ledgers", "ledger", "ledger.together", "ledger.view", "ledger.photo", "ledger_entry", "ledger_entry.new",
    "ledger_fill", "ledger_fill.book", "ledger_trip", "ledger_trip.book", "gaps", "gaps.household", "gaps.unknown",
    "schooling", "schooling.compare", "water", "water.caller", "water.poster", "water.poster.change",
}  # fmt: skip
NOBODYS = "XS2026-999999-B1"


@pytest.fixture
def two_cases(people, sent, judged):
    """A case of 医保局 and one of 残联, of two families."""
    judged(sent(FoundHit(household_no=FIRST)), Verdict.DEPARTMENT)
    disabled = FoundHit(
        rule="R09", risk_type="因残", department="残联", household_no=SECOND, fingerprint="00000000000000bb",
        says="新发残疾证一级。",
    )  # fmt: skip
    judged(sent(disabled, name="second"), Verdict.DEPARTMENT)
    return {case.department: case for case in Case.objects.select_related("lead")}


def test_a_department_opens_its_own_pages_and_no_other(people):
    free = {name for name, page in PAGES.items() if page.may in {ANYBODY, SIGNED_IN}}
    assert {name for name, page in PAGES.items() if page.permits(people.bills)} - free == OWN


def test_another_departments_case_is_the_same_page_as_one_that_does_not_exist(people, two_cases):
    client, foreign = signed_in(people.bills), two_cases["残联"].case_no
    assert get_page(client, "case", case_no=two_cases["医保局"].case_no).status_code == 200
    for method in ("get", "post", "put", "patch", "delete", "head", "options"):
        answers = [getattr(client, method)(reverse("case", args=[no])) for no in (foreign, NOBODYS)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].status_code in {404, 405}
        assert answers[0].content == answers[1].content


def test_families_leads_and_villages_are_not_there_for_a_department_even_its_own_inboxs(people, two_cases):
    client, own = signed_in(people.bills), two_cases["医保局"]
    absent = client.get("/meiyou/").content
    asked = [
        reverse("household", args=[own.lead.household_no]), reverse("lead", args=[own.lead.lead_no]),
        reverse("village", args=[own.lead.village_code]), reverse("verify", args=[own.lead.lead_no]), reverse("leads"),
        reverse("search"), reverse("proposal"), reverse("precision"), reverse("figures"), reverse("leads.export"),
    ]  # fmt: skip
    answers = [client.get(url) for url in asked]
    assert {a.status_code for a in answers} == {404}
    assert {a.content for a in answers} == {absent}


def test_lists_counts_and_precision_are_the_departments_own(people, two_cases):
    for account, department, household in ((people.bills, "医保局", FIRST), (people.cards, "残联", SECOND)):
        lines = queries.cases(account, "all")
        assert [line.case_no for line in lines] == [two_cases[department].case_no]
        assert two_cases[department].lead.household_no == household
        assert queries.case_tab_counts(account)["all"] == 1
        page = get_page(signed_in(account), "department").content.decode()
        other = two_cases["残联" if department == "医保局" else "医保局"]
        assert two_cases[department].case_no in page
        assert other.case_no not in page
        assert other.lead.household_no not in page
    from huaiyuan.base.access.scope import Scope

    pushed = precision.read(Scope.of(["411330"]), ["残联"])
    assert [line.key for line in precision.lines(pushed, By.DEPARTMENT, None)] == ["残联"]
    assert queries.case_tab_counts(people.center)["all"] == 2


def test_a_case_page_tells_the_departments_own_evidence_only(people, sent, judged):
    disabled = FoundHit(
        rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb", says="新发残疾证一级。"
    )
    judged(sent(FoundHit(), disabled), Verdict.DEPARTMENT)
    numbers = dict(Case.objects.values_list("department", "case_no"))
    shown = get_page(signed_in(people.bills), "case", case_no=numbers["医保局"]).content.decode()
    assert "个人自付6,000元" in shown
    assert "残疾证" not in shown


def test_a_departments_batches_are_its_own(people):
    own, other = a_batch("medical_bills"), a_batch("school_roll")
    client = signed_in(people.bills)
    assert {SOURCES[name].department for name in reach.sources(people.bills)} == {"医保局"}
    assert set(reach.sources(people.center)) == set(SOURCES)
    page = get_page(client, "intake").content.decode()
    assert own.batch_id in page
    assert other.batch_id not in page
    absent = "school_roll-2031-01-01"
    for name in ("batch", "batch.cancel", "batch.faults"):
        answers = [get_page(client, name, batch_id=no) for no in (other.batch_id, absent)]
        assert [a.status_code for a in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_a_department_neither_merges_nor_withdraws_what_was_merged(people):
    batch, client = a_batch("medical_bills"), signed_in(people.bills)
    for name in ("batch.merge", "batch.withdraw", "batch.restore", "batch.matches"):
        assert post_page(client, name, {"reason": "试试"}, batch_id=batch.batch_id).status_code == 404
    batch.refresh_from_db()
    assert batch.state == "merged"
    for permission in ("INTAKE_MERGE", "SCREEN_RUN", "EXPORT", "PRECISION_READ"):
        with pytest.raises(DomainError) as refused:
            main.account("bills", permission)
        assert refused.value.code == "CONSOLE_NOT_PERMITTED"


def test_a_department_uploads_for_its_own_sources_only(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("名册.csv", b"a,b\n1,2\n")
    sent = {"file": file, "source": "school_roll", "period": "2026-10"}
    refused = post_page(signed_in(people.bills), "intake", sent)
    assert refused.status_code == 422
    assert "请选这是哪个部门的哪一种表" in refused.content.decode()
    assert "学生" not in refused.content.decode()


def test_zero_reports_and_coverage_of_another_department_are_not_there(people, two_cases):
    client = signed_in(people.cards)
    assert post_page(client, "zero.report", source="medical_bills", period="2026-10").status_code == 404
    assert get_page(client, "coverage.villages", source="medical_bills", period="2026-10").status_code == 404
    assert "医保" not in get_page(client, "coverage").content.decode()


def test_that_a_department_looked_at_a_family_is_written_down(people, two_cases):
    from huaiyuan.base.audit.models import Event

    get_page(signed_in(people.bills), "case", case_no=two_cases["医保局"].case_no)
    event = Event.objects.filter(action="leads.case.read").latest("id")
    assert (event.by_username, event.household_no) == ("bills", FIRST)
