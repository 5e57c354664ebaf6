"""A header nobody knows is explained once; next month's file needs no question; what was said can be taken back."""

from __future__ import annotations

import io

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import uploads, work
from huaiyuan.county.intake.columns import actions, queries
from huaiyuan.county.intake.columns.models import HeaderMapping, WaitingColumn, WaitingFile
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.intake.sources import SOURCES
from tests.intake_files import PUPIL, grid, person, text, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("same_process")]
OTHER_WORDS = {"姓名": "娃娃名字", "证件号码": "号码", "村": "家在哪村"}


def _file(rows: int = 4, shift: int = 0, **more) -> bytes:
    lines = grid([person(i + shift) | PUPIL for i in range(rows)])
    return xlsx([[OTHER_WORDS.get(title, title) for title in lines[0]], *lines[1:]], **more)


@pytest.fixture
def bring(areas, today):
    """Hand a file over at the page; the worker reads it."""

    def act(data: bytes, period: str = "2026-10", name: str = "学生.xlsx") -> str:
        return work.receive(uploads.keep(io.BytesIO(data)), name, "school_roll", period, "center")

    return act


def _explain(number: int, by: str = "center", **changed: str) -> actions.Explained:
    said = {"娃娃名字": "name", "号码": "id_number", "家在哪村": "village"} | changed
    headers = queries.headers(number)
    columns = [column for header in headers for column in header.columns]
    return actions.explain(
        number, read={sheet.pk for header in headers for sheet in header.sheets if not sheet.left_out},
        meanings={c.number: said.get(c.title, c.column) for c in columns}, absent={}, by=by,
    )  # fmt: skip


def _read_again(explained: actions.Explained) -> str:
    return work.receive(explained.upload, explained.file_name, explained.source, explained.period, "center")


def test_a_header_is_explained_once_and_next_months_file_needs_no_question(bring):
    assert bring(_file()) == "有列认不出，等人来认"
    [file] = queries.waiting()
    [header] = queries.headers(file.number)
    assert {c.title: c.reason for c in header.columns if c.reason == "open"} == dict.fromkeys(
        OTHER_WORDS.values(), "open"
    )
    assert _read_again(_explain(file.number)).startswith("收到4行，可用4行")
    assert queries.waiting() == []
    assert bring(_file(5, shift=50), "2026-11").startswith("收到5行，可用5行")
    assert Batch.objects.count() == 2


def test_the_page_shows_first_cells_without_a_whole_number(bring):
    bring(_file())
    shown = " ".join(WaitingColumn.objects.values_list("samples", flat=True))
    assert "张一" in shown
    assert person()["证件号码"] not in shown
    assert person()["证件号码"][-4:] in shown


def test_what_was_said_is_dated_signed_audited_and_can_be_taken_back(bring):
    bring(_file())
    _read_again(_explain(queries.waiting()[0].number, by="v.zhang"))
    [said] = queries.remembered(SOURCES)
    assert (said.decided_by, ("号码", "证件号码") in said.pairs) == ("v.zhang", True)
    actions.revoke_header(said.number, by="center")
    assert queries.remembered(SOURCES) == []
    assert HeaderMapping.objects.get().revoked_by == "center"
    assert bring(_file(6, shift=90), "2026-09") == "有列认不出，等人来认"
    kinds = set(Event.objects.values_list("action", flat=True))
    assert {"intake.file.set_aside", "intake.header.explained", "intake.header.revoked"} <= kinds


def test_a_sheet_that_is_not_wanted_is_left_out_next_month_too(bring):
    lines = grid([person(i + 20) | PUPIL for i in range(3)])
    summary = [["汇总", "姓名", "证件号码"], ["1", "合计", "3"]]
    bring(xlsx(lines, "明细", **{"10月汇总": summary}))
    number = queries.waiting()[0].number
    read = {s.pk for h in queries.headers(number) for s in h.sheets if s.name == "明细"}
    explained = actions.explain(number, read=read, meanings={}, absent={}, by="center")
    assert _read_again(explained).startswith("收到3行，可用3行")
    other = grid([person(i + 60) | PUPIL for i in range(2)])
    assert bring(xlsx(other, "明细", **{"11月汇总": summary}), "2026-11").startswith("收到2行，可用2行")


def test_a_column_the_file_does_not_have_is_said_once(bring):
    lines = grid([{k: c for k, c in person(i).items() if k != "村"} for i in range(3)])
    bring(text(lines))
    number = queries.waiting()[0].number
    [header] = queries.headers(number)
    assert [column.label for column in header.lacking] == ["村"]
    with pytest.raises(DomainError, match="还差“村”"):
        actions.explain(number, read={header.first.pk}, meanings={}, absent={}, by="center")
    explained = actions.explain(
        number, read={header.first.pk}, meanings={}, absent={header.fingerprint: {"village"}}, by="center"
    )
    assert _read_again(explained).startswith("收到3行，可用3行")


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"号码": "name"}, "INTAKE_MAPPING_TWICE"), ({"号码": "", "娃娃名字": ""}, "INTAKE_MAPPING_NOBODY"),
     ({"号码": "password"}, "INTAKE_MAPPING_UNKNOWN"), ({"家在哪村": ""}, "INTAKE_MAPPING_LACKS")],
)  # fmt: skip
def test_a_contradiction_is_refused_and_nothing_is_remembered(bring, changed, code):
    bring(_file())
    number = queries.waiting()[0].number
    with pytest.raises(DomainError) as refusal:
        _explain(number, **changed)
    assert refusal.value.code == code
    assert (queries.remembered(SOURCES), len(queries.waiting())) == ([], 1)


def test_a_file_nobody_wants_any_more_is_gone(bring):
    bring(_file())
    number = queries.waiting()[0].number
    upload = WaitingFile.objects.get().upload
    actions.drop(number, by="center")
    assert (queries.waiting(), WaitingColumn.objects.count()) == ([], 0)
    with pytest.raises(DomainError, match="已经不在"):
        uploads.at(upload, "x")


def test_a_batch_that_was_read_wrongly_is_read_again_under_another_meaning(bring):
    lines = grid([person(i) | PUPIL | {"真名": f"李{chr(0x4E00 + i)}"} for i in range(3)])
    bring(xlsx(lines))
    number = actions.look_again("school_roll-2026-10-01", by="center")
    _read_again(_explain(number, 姓名="", 真名="name"))
    assert {b.batch_id: b.state for b in Batch.objects.all()} == {
        "school_roll-2026-10-01": "cancelled", "school_roll-2026-10-02": "checked",
    }  # fmt: skip
    assert ("真名", "姓名") in queries.remembered(SOURCES)[0].pairs


def test_the_command_never_asks(take_in):
    with pytest.raises(DomainError) as refusal:
        take_in(_file(), source="school_roll")
    assert refusal.value.code in {"INTAKE_NO_COLUMN", "INTAKE_NO_HEADER"}
    assert queries.waiting() == []
