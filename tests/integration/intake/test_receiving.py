"""Taking files in: what stands afterwards, and what stands when nothing was to be taken."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, transaction

from huaiyuan.base.audit.models import Event
from huaiyuan.base.jobs import errors as job_errors
from huaiyuan.core.engine import errors as engine
from huaiyuan.core.kernel import clock, identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions, errors, exports, queries, sealing, staging, uploads, work
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.intake.sources import SOURCES
from tests.early import FOLDER
from tests.intake_files import BILL, CARD, grid, number, person, record, text, xlsx
from tests.integration.intake.nobody import find_nobody


def _people(n: int, sample: dict | None = None, **cells) -> list[dict]:
    return [person(i, **cells) | (BILL if sample is None else sample) for i in range(n)]


def _lake() -> list[str]:
    root = staging.lake_root()
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


@pytest.mark.parametrize("source", SOURCES)
def test_a_good_file_of_every_source_is_merged_whole(source, take_in):
    received = take_in(xlsx(grid([record(source, i) for i in range(4)])), source)
    assert (received.rows, received.accepted, received.rejected, received.duplicate_of) == (4, 4, 0, None)
    assert received.outcomes == {"exact": 0, "normalised": 0, "probable": 0, "ambiguous": 0, "unmatched": 4}
    folder = staging.lake_root() / source / received.batch
    assert {p.name for p in folder.iterdir()} == {
        "rows.parquet", "faults.parquet", "matches.parquet", "original.sealed", "manifest.json",
    }  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_a_bad_file_of_every_source_is_refused_and_leaves_nothing(source, take_in):
    before = _lake()
    with pytest.raises(DomainError) as refusal:
        take_in(xlsx([["甲", "乙"], ["1", "2"]]), source)
    assert refusal.value.code == "INTAKE_NO_HEADER"
    assert not Batch.objects.exists()
    assert _lake() == before


def test_good_rows_go_on_beside_returned_ones(take_in):
    received = take_in(xlsx(grid([*_people(3), person(9) | BILL | {"总费用": "一千"}])))
    assert (received.rows, received.accepted, received.rejected) == (4, 3, 1)
    assert sum(received.outcomes.values()) == received.accepted


def test_the_original_and_the_numbers_are_sealed_and_open_again(take_in):
    data = xlsx(grid(_people(2)))
    received = take_in(data)
    folder = staging.lake_root() / "medical_bills" / received.batch
    rows = pq.read_table(folder / "rows.parquet")
    opened = sealing.open_cells(FOLDER, received.batch, "id_number", rows["id_sealed"], rows["sheet"], rows["row"])
    assert opened.to_pylist() == [number(serial=101), number(serial=103)]
    assert sealing.open_original(FOLDER, folder) == data


def test_no_number_stands_in_clear_in_anything_that_was_stored(take_in):
    broken = number(serial=111)[:17] + "*"
    received = take_in(xlsx(grid([*_people(20, CARD), person(31, 证件号码=broken) | CARD | {"证件编号": "990330195001021233341"}])),
                       "disability_cards", name=f"{number()}.xlsx")  # fmt: skip
    folder = staging.lake_root() / "disability_cards" / received.batch
    planted = [number(serial=101 + 2 * i)[6:17].encode() for i in range(20)] + [
        broken[6:17].encode(),
        b"19500102123334",
    ]
    for file in folder.iterdir():
        stored = file.read_bytes()
        assert [p for p in planted if p in stored] == [], file.name
    assert number() not in Batch.objects.get().file_name


@pytest.mark.slow
def test_the_same_content_again_renamed_or_saved_anew_in_another_order_is_the_first_batch(take_in):
    people = _people(30)
    first = take_in(xlsx(grid(people)))
    as_is = take_in(xlsx(grid(people)))
    renamed = take_in(xlsx(grid(people), sheet="另一张"), name="新建工作表.xlsx")
    shuffled = [
        dict(reversed(list(p.items()))) | {"总费用": "1,000.00元", "出生日期": "1950年1月2日"} for p in reversed(people)
    ]
    resaved = take_in(text([["县里的表"], *grid(shuffled)], "gbk"), name="另存.csv")
    for again in (as_is, renamed, resaved):
        assert (again.batch, again.duplicate_of) == (first.batch, first.batch)
        assert (again.rows, again.accepted, again.rejected) == (first.rows, first.accepted, first.rejected)
        assert again.outcomes == first.outcomes
        assert "内容一样，没有重复收" in again.notices[0]
    assert Batch.objects.count() == 1


@pytest.mark.slow
def test_a_row_more_or_a_row_twice_is_other_content(take_in):
    people = _people(3)
    first = take_in(xlsx(grid(people)))
    second = take_in(xlsx(grid([*people, people[0]])))
    assert second.duplicate_of is None
    assert second.replaces == first.batch


@pytest.mark.slow
def test_a_different_file_for_the_same_period_is_a_correction_and_says_what_it_replaces(take_in):
    first = take_in(xlsx(grid(_people(3))))
    second = take_in(xlsx(grid(_people(4))))
    assert (second.replaces, second.duplicate_of) == (first.batch, None)
    assert any(first.batch in notice for notice in second.notices)
    states = dict(Batch.objects.values_list("batch_id", "state"))
    assert states == {first.batch: "replaced", second.batch: "merged"}
    assert [line.replaced_by for line in queries.batches() if line.batch_id == first.batch] == [second.batch]


@pytest.mark.slow
def test_a_replaced_file_sent_again_counts_again_as_a_correction(take_in):
    first, second = take_in(xlsx(grid(_people(3)))), take_in(xlsx(grid(_people(4))))
    third = take_in(xlsx(grid(_people(3))))
    assert (third.duplicate_of, third.replaces) == (None, second.batch)
    assert third.batch not in {first.batch, second.batch}


@pytest.mark.slow
def test_equal_content_for_another_period_is_a_new_batch_that_says_so(take_in):
    first = take_in(xlsx(grid(_people(3))), period="2026-09")
    second = take_in(xlsx(grid(_people(3))), period="2026-10")
    assert (second.duplicate_of, second.same_as) == (None, first.batch)
    assert any("与上期完全相同" in notice for notice in second.notices)


def test_what_was_received_waits_until_it_is_merged(receive):
    received = receive(xlsx(grid(_people(3))))
    assert queries.batches()[0].state_label == "已核对，待并入"
    assert queries.effective_batches(clock.today()) == []
    merged = actions.merge(received.batch, by="center", match=find_nobody)
    assert merged.outcomes["unmatched"] == 3
    assert [b.batch_id for b in queries.effective_batches(clock.today())] == [received.batch]
    with pytest.raises(DomainError, match="现在是“已并入”"):
        actions.merge(received.batch, by="center", match=find_nobody)


def test_the_command_merges_what_the_page_left_waiting(receive, take_in):
    waiting = receive(xlsx(grid(_people(3))))
    done = take_in(xlsx(grid(_people(3))))
    assert done.batch == waiting.batch
    assert (done.duplicate_of, Batch.objects.get().state) == (None, "merged")


@pytest.mark.slow
def test_what_was_not_merged_yet_can_be_cancelled_and_is_gone(receive):
    received = receive(xlsx(grid(_people(3))))
    with pytest.raises(DomainError, match="请写明原因"):
        actions.cancel(received.batch, by="center", reason=" ")
    actions.cancel(received.batch, by="center", reason="拿错了表")
    assert Batch.objects.get().state == "cancelled"
    assert not (staging.lake_root() / "medical_bills" / received.batch).exists()
    again = receive(xlsx(grid(_people(3))))
    assert (again.duplicate_of, again.batch) == (None, "medical_bills-2026-10-02")


def test_a_merged_batch_cannot_be_cancelled(take_in):
    received = take_in(xlsx(grid(_people(3))))
    with pytest.raises(DomainError) as refusal:
        actions.cancel(received.batch, by="center", reason="后悔了")
    assert refusal.value.code == "INTAKE_NOT_CHECKED"


def test_a_match_that_fails_leaves_nothing(areas, today, tmp_path):
    file, before = tmp_path / "原表.xlsx", _lake()
    file.write_bytes(xlsx(grid(_people(3))))

    def fail(folder):
        raise DomainError(errors.NO_REASON)

    with pytest.raises(DomainError):
        actions.receive_and_merge(file, source="medical_bills", period="2026-10", by="center", match=fail)
    assert not Batch.objects.exists()
    assert _lake() == before


def test_leftovers_of_a_dead_attempt_are_swept_away(take_in):
    orphan = staging.lake_root() / "medical_bills" / "medical_bills-2026-10-01"
    orphan.mkdir(parents=True, exist_ok=True)
    (orphan / "rows.parquet").write_bytes(b"half")
    hidden = orphan.with_name(".medical_bills-2026-10-01.999999999.xyz")
    hidden.mkdir(exist_ok=True)
    received = take_in(xlsx(grid(_people(3))))
    assert received.batch == orphan.name
    assert pq.read_table(orphan / "rows.parquet").num_rows == 3
    assert not hidden.exists()


def test_a_cancelled_job_stops_and_leaves_nothing(areas, today, tmp_path):
    file, before = tmp_path / "原表.xlsx", _lake()
    file.write_bytes(xlsx(grid(_people(3))))

    def ask_to_stop(stage, done, total):
        raise DomainError(job_errors.CANCELLED, label="接收部门数据")

    with pytest.raises(DomainError) as refusal:
        actions.receive(file, source="medical_bills", period="2026-10", by="center", on_progress=ask_to_stop)
    assert refusal.value.code == "JOBS_CANCELLED"
    assert not Batch.objects.exists()
    assert _lake() == before


def test_the_page_tells_the_stage_and_how_many_rows(areas, today, tmp_path):
    file, told = tmp_path / "原表.xlsx", []
    file.write_bytes(xlsx(grid(_people(3))))
    actions.receive(
        file, source="medical_bills", period="2026-10", by="center", on_progress=lambda *step: told.append(step)
    )
    assert [stage for stage, _, _ in told] == ["reading", "checking", "checking", "sealing", "sealing"]
    assert told[-1] == ("sealing", 3, 3)


@pytest.mark.slow
def test_an_upload_lies_sealed_until_it_is_taken_in_and_is_then_gone(areas, today):
    data = xlsx(grid(_people(3)))
    upload = uploads.keep(io.BytesIO(data))
    kept = uploads.at(upload, "原表.xlsx")
    assert b"PK" not in kept.path.read_bytes()[:40]
    assert work.receive(upload, "原表.xlsx", "medical_bills", "2026-10", "center") == "收到3行，可用3行，退回0行"
    assert not kept.path.exists()
    with pytest.raises(DomainError, match="请重新上传"):
        uploads.at(upload, "原表.xlsx")
    again = uploads.keep(io.BytesIO(data))
    assert "没有重复收" in work.receive(again, "原表.xlsx", "medical_bills", "2026-10", "center")


@pytest.mark.parametrize(
    ("source", "period", "code"),
    [("tax", "2026-10", "UNKNOWN_SOURCE"), ("medical_bills", "2026-13", "BAD_PERIOD"),
     ("medical_bills", "十月", "BAD_PERIOD"), ("medical_bills", "2026-12", "FUTURE_PERIOD")],
)  # fmt: skip
def test_what_was_asked_wrongly_is_said(source, period, code, take_in):
    with pytest.raises(DomainError) as refusal:
        take_in(xlsx(grid(_people(1))), source, period)
    assert refusal.value.code == f"INTAKE_{code}"


def test_a_file_that_is_not_there_is_said(areas, tmp_path):
    with pytest.raises(DomainError, match="找不到文件“没有"):
        actions.receive(tmp_path / "没有.xlsx", source="medical_bills", period="2026-10", by=None)


@pytest.mark.slow
def test_a_demo_refuses_a_file_with_numbers_of_real_people(take_in):
    people = [person(i, 证件号码=_with_check(f"11010119500102{101 + 2 * i}")) | BILL for i in range(6)]
    with pytest.raises(DomainError) as refusal:
        take_in(xlsx(grid(people)))
    assert refusal.value.code == "INTAKE_REAL_PEOPLE"
    assert not Batch.objects.exists()
    assert take_in(xlsx(grid(people[:5]))).accepted == 5


def _with_check(first17: str) -> str:
    return first17 + identity.check_digit(first17)


@pytest.mark.slow
def test_every_step_is_in_the_audit_log_and_names_nobody(take_in):
    take_in(xlsx(grid(_people(3))))
    take_in(xlsx(grid(_people(4))))
    actions_seen = [e.action for e in Event.objects.order_by("id")]
    assert actions_seen.count("intake.batch.received") == 2
    assert actions_seen.count("intake.batch.merged") == 2
    assert actions_seen.count("intake.batch.replaced") == 1
    assert not any("张" in e.facts for e in Event.objects.all())


@pytest.mark.slow
def test_the_latest_roll_and_the_years_latest_bills_count_on_a_day(take_in, today):
    for period in ("2025-12", "2026-09", "2026-10"):
        take_in(xlsx(grid([person(int(period[-2:])) | BILL])), period=period)
        take_in(xlsx(grid([person(int(period[-2:])) | CARD])), "disability_cards", period)

    def counting(day):
        return {b.source: b.batch_id for b in queries.effective_batches(day)}

    assert counting(dt.date(2026, 11, 23)) == {
        "medical_bills": "medical_bills-2026-10-01", "disability_cards": "disability_cards-2026-10-01",
    }  # fmt: skip
    assert counting(dt.date(2026, 9, 30))["medical_bills"] == "medical_bills-2026-09-01"
    assert counting(dt.date(2026, 2, 1)) == {"disability_cards": "disability_cards-2025-12-01"}
    [bills] = [b for b in queries.effective_batches(dt.date(2026, 11, 23)) if b.source == "medical_bills"]
    assert bills.covers == ("411330901",)


def test_the_page_of_a_batch_tells_columns_faults_and_silent_villages(take_in):
    rows = grid([*_people(3, CARD), person(5, 证件号码="") | CARD, person(6) | CARD | {"残疾等级": "五级"}])
    rows[0][2] = "人员性别"
    received = take_in(xlsx([[*r, "x"] for r in rows]), "disability_cards")
    detail = queries.batch(received.batch)
    assert detail.columns["表1"]["性别"] == "人员性别"
    assert detail.unused == ("x",)
    assert [(f.short, f.rows, f.level) for f in detail.faults] == [
        ("写法不在码表", 1, "reject"), ("证件号码空着", 1, "warn"),
    ]  # fmt: skip
    assert [(v.name, v.rows) for v in detail.coverage] == [("甲一村", 4)]
    assert [v.name for v in detail.missing_villages] == ["甲二村", "乙一村", "甲二村"]
    assert any("有3个村（甲二村、乙一村、甲二村）一行也没有" in notice for notice in detail.notices)


def test_faults_are_paged_filtered_and_exported_with_what_to_do(take_in):
    many = [person(i, 证件号码="") | BILL for i in range(120)] + [person(130) | BILL | {"总费用": "一千"}]
    received = take_in(xlsx(grid(many)))
    page = queries.faults(received.batch, level="warn", page=3)
    assert (page.total, page.page, page.pages, len(page.faults)) == (120, 3, 3, 20)
    assert page.faults[-1].row == 121
    [returned] = queries.faults(received.batch, level="reject").faults
    assert (returned.row, returned.column, returned.shown) == (122, "总费用", "一千")
    book = openpyxl.load_workbook(io.BytesIO(exports.faults(received.batch, format="xlsx", by="center")))
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[0][0] == "演示数据"
    assert lines[1] == exports.HEAD
    assert len(lines) == 123
    plain = exports.faults(received.batch, format="csv", by="center", level="reject").decode("utf-8-sig").splitlines()
    assert plain[0] == "演示数据"
    assert plain[2].startswith("表1,122,总费用,已退回，改好再报,一千,总费用不是金额。请")


def test_a_cell_that_looks_like_a_formula_stays_text_in_the_export(take_in):
    received = take_in(xlsx(grid([person() | BILL, person(1, 村="@SUM(A1)") | BILL])))
    assert ",'@SUM(A1)," in exports.faults(received.batch, format="csv", by="center").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("happens", "code"),
    [(DomainError(engine.CHILD_KILLED, signal=6), "INTAKE_UNREADABLE"),
     (DomainError(engine.CHILD_MEMORY), "INTAKE_TOO_HEAVY"),
     (DomainError(engine.CHILD_KILLED, signal=24), "INTAKE_TOO_HEAVY"),
     (DomainError(engine.CHILD_KILLED, signal=9), "ENGINE_CHILD_KILLED")],
)  # fmt: skip
def test_a_parser_that_breaks_down_speaks_of_the_file_and_a_kill_does_not(happens, code, take_in, monkeypatch):
    def break_down(*_):
        raise happens

    monkeypatch.setattr(staging.child, "call", break_down)
    with pytest.raises(DomainError) as refusal:
        take_in(xlsx(grid(_people(1))))
    assert refusal.value.code == code
    assert not Batch.objects.exists()


def test_the_index_decides_where_the_claim_was_not_waited_for(take_in):
    taken = Batch.objects.get(batch_id=take_in(xlsx(grid(_people(3)))).batch)
    taken.pk, taken.batch_id, taken.sequence, taken.state = None, "other", 2, "checked"
    with pytest.raises(IntegrityError), transaction.atomic():
        taken.save(force_insert=True)
