"""Forms as the posts print them: prefilled, registered under a code, filed again by it, and a county's own templates."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from huaiyuan.base.access import rights
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.casework.types import State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import actions, background, catalogue, trail
from huaiyuan.county.reports.actions import batches
from huaiyuan.county.reports.models import FormTemplate, LeftOut, PrintBatch, PrintedForm, SignedSheet
from tests.integration.casework.world import PHOTO, VILLAGE
from tests.integration.registry.loaded import account
from tests.pages import get_page, post_page

LEFT_OVER = re.compile(r"\{[{%]|[}%]\}")
NUMBER = re.compile(r"\d{17}[\dX]")
OF_A_CASE = {"screening", "authorisation", "deliberation", "approval", "visits"}


def words(data: bytes) -> str:
    """Every word of a Word file, its header's too."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = [
            book.read(name).decode() for name in book.namelist() if re.fullmatch(r"word/(document|header\d)\.xml", name)
        ]
    return "\n".join(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", part)) for part in parts)


def printed(client, household_no: str, form: str, **said) -> str:
    answer = post_page(client, "forms.household", {"form": form, **said}, household_no=household_no)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return words(answer.content)


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", PHOTO, "image/jpeg")


def edited(form: str, find: str, put: str) -> SimpleUploadedFile:
    """A shipped template in which somebody changed a word."""
    document, out = Document(io.BytesIO(catalogue.form(form).shipped.read_bytes())), io.BytesIO()
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in (*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)):
        for run in paragraph.runs:
            run.text = run.text.replace(find, put)
    document.save(out)
    return SimpleUploadedFile("改.docx", out.getvalue())


def test_a_family_under_way_has_its_forms_filled_and_each_is_registered(hands, signed):
    village = signed("xuzhai")
    case = hands.carried(hands.opened(None, "因病"), State.NOTICED)
    number = case.household_no
    page = get_page(village, "forms.household", household_no=number).content.decode()
    assert "承诺授权书" in page
    assert "公告" not in page.split("打印过的")[0].split("可以打印的")[1]
    head = registry.heads([number])[number]
    for form in OF_A_CASE:
        said = printed(village, number, form)
        assert head in said, form
        assert not LEFT_OVER.search(said), form
        assert not NUMBER.search(said), form
        assert catalogue.form(form).title in said, form
    talk = printed(village, number, "deliberation")
    assert "40 人" in talk
    assert "28 人" in talk
    notice = printed(village, number, "notice")
    assert "公示到" in notice
    assert "突发困难" in notice
    assert not public_text.findings(notice)
    rows = PrintedForm.objects.filter(household_no=number)
    assert rows.count() == events(trail.PRINTED) == len(OF_A_CASE) + 2
    assert len(set(rows.values_list("code", flat=True))) == rows.count()
    row = rows.filter(form="screening").get()
    assert (row.step, row.template_version, row.area_code, row.with_numbers) == (
        "入户核实",
        0,
        case.village_code,
        False,
    )
    assert row.filled > row.typed > 0
    listed = get_page(village, "forms").content.decode()
    assert f"系统填好 {row.filled} 格，要手填 {row.typed} 格" in listed
    assert "还没打印过" in listed
    case = hands.carried(case, State.ANNOUNCE)
    assert "纳入防止返贫监测对象公告" in printed(village, number, "announcement")
    answer = post_page(village, "forms.household", {"form": "notice"}, household_no=number)
    assert answer.status_code == 422
    assert "县级审定以前才有公示" in answer.content.decode()


def test_whole_numbers_stand_on_a_form_only_with_a_reason_and_each_is_logged(hands, signed):
    village = signed("xuzhai")
    number = hands.opened().household_no
    shown = registry.household_page(number, account("xuzhai"), story=False)
    with_number = [one for one in shown.members if one.id_shown]
    answer = post_page(
        village, "forms.household", {"form": "authorisation", "numbers": "1", "reason": " "}, household_no=number
    )
    assert answer.status_code == 422
    assert "写明为什么" in answer.content.decode()
    said = printed(village, number, "authorisation", numbers="1", reason="授权书要写完整证件号")
    assert len(set(NUMBER.findall(said))) == len(with_number) == events("registry.person.revealed")
    assert not NUMBER.search(printed(village, number, "visits", numbers="1", reason="这张表没有证件号"))


def test_a_signed_sheet_files_itself_by_its_code_to_the_family_and_the_step(hands, signed):
    village, stranger = signed("xuzhai"), signed("huilong")
    number = hands.opened().household_no
    printed(village, number, "authorisation")
    row = PrintedForm.objects.get()
    typed_code = f" {row.code[:5].lower()}-{row.code[5:10]} {row.code[10:]} "
    assert village.get(reverse("forms.printed"), {"q": typed_code})["Location"] == reverse(
        "forms.sheet", args=[row.code]
    )
    page = get_page(village, "forms.sheet", code=row.code).content.decode()
    assert "归到“承诺授权”" in page
    assert "拍一张签了字的表" in post_page(village, "forms.sheet", code=row.code).content.decode()
    assert post_page(village, "forms.sheet", {"photos": [photo(), photo()]}, code=row.code).status_code == 302
    assert SignedSheet.objects.filter(printed=row).count() == 2
    assert "已归档 2 张" in get_page(village, "forms.sheet", code=row.code).content.decode()
    story = get_page(village, "household", household_no=number).content.decode()
    assert "《承诺授权书》签字件归档" in story
    assert reverse("forms.sheet", args=[row.code]) in story
    kept = SignedSheet.objects.first()
    seen = get_page(village, "forms.photo", code=row.code, photo=kept.number)
    assert seen["Content-Type"] == "image/jpeg"
    assert events(trail.SIGNED_SHOWN) == 1
    register = get_page(village, "forms.printed").content.decode()
    assert "2 张" in register
    assert row.code[:5] not in get_page(stranger, "forms.printed").content.decode()
    for name, kwargs in (
        ("forms.sheet", {"code": row.code}), ("forms.sheet", {"code": "K7M2X9PQRTHJ4WC"}),
        ("forms.photo", {"code": row.code, "photo": kept.number}), ("forms.household", {"household_no": number}),
    ):  # fmt: skip
        assert stranger.get(reverse(name, kwargs=kwargs)).status_code == 404, name
    with pytest.raises(DomainError, match="没有这个表号"):
        actions.file_signed(row.code, [PHOTO], by=account("huilong"))


def test_a_county_changes_a_template_and_goes_back_and_a_wrong_one_changes_nothing(hands, signed):
    county, village = signed("county1"), signed("xuzhai")
    number = hands.opened().household_no
    assert village.get(reverse("forms.template", args=["screening"])).status_code == 404
    assert "系统带的" in get_page(county, "forms.template", code="screening").content.decode()
    wrong = post_page(
        county, "forms.template", {"file": edited("screening", "{{ 户主 }}", "{{ 户主手机 }}")}, code="screening"
    )
    assert wrong.status_code == 422
    assert "没有这样的占位符：{{ 户主手机 }}" in wrong.content.decode()
    assert not FormTemplate.objects.exists()
    changed = edited("screening", "排查人（两人签字）", "桐柏县排查人")
    good = {"file": changed, "note": "改了落款"}
    assert post_page(county, "forms.template", good, code="screening").status_code == 302
    assert "桐柏县排查人" in printed(village, number, "screening")
    assert PrintedForm.objects.get().template_version == 1
    changed.seek(0)
    again = post_page(county, "forms.template", {"file": changed}, code="screening")
    assert "没有重复收" in again.content.decode()
    taken = get_page(county, "forms.template.file", code="screening", version=1)
    assert "桐柏县排查人" in words(taken.content)
    assert post_page(county, "forms.template", {"back": "0"}, code="screening").status_code == 302
    assert "桐柏县排查人" not in printed(village, number, "screening")
    page = get_page(county, "forms.template", code="screening").content.decode()
    assert "换回系统带的模版" in page
    assert "改了落款" in page
    assert post_page(county, "forms.template", {"back": "1"}, code="screening").status_code == 302
    assert "桐柏县排查人" in printed(village, number, "screening")
    assert list(FormTemplate.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]
    for planted in ("监督电话 19900000001", "户主证件 990330198001010018", "因患癌症"):
        bad = {"file": edited("notice", "（盖章）", planted)}
        answer = post_page(county, "forms.template", bad, code="notice")
        assert answer.status_code == 422, planted
        assert "要张贴的" in answer.content.decode()


def test_many_are_printed_at_once_and_fetched_by_whoever_asked(hands, signed, monkeypatch):
    town, other = signed("yuehe"), signed("county1")
    queued: list[str] = []
    monkeypatch.setattr(batches.tasks, "enqueue", lambda kind, number: queued.append(number))
    case = hands.opened()
    asked = {"form": "authorisation", "area": VILLAGE[:9], "which": "followed"}
    assert "用途" in post_page(town, "forms", {**asked, "purpose": " "}).content.decode()
    foreign = post_page(town, "forms", {**asked, "area": "411330301", "purpose": "入户"})
    assert "没有你能看的内容" in foreign.content.decode()
    assert "不成批打印" in post_page(town, "forms", {**asked, "form": "notice", "purpose": "入户"}).content.decode()
    with_pin = account("yuehe")
    rights.narrow(with_pin)
    with pytest.raises(DomainError, match="用账号和密码登录"):
        actions.ask("authorisation", VILLAGE, "followed", purpose="入户", by=with_pin)
    assert post_page(town, "forms", {**asked, "purpose": "入户签字"}).status_code == 302
    assert post_page(town, "forms", {**asked, "form": "card", "purpose": "贴到户里"}).status_code == 302
    first, second = (background.work(number) for number in queued)
    assert first == "《承诺授权书》1 张做好了"
    assert second.startswith("《明白卡》")
    assert get_page(town, "forms").content.decode().count("取走") == 2
    assert other.get(reverse("forms.batch", args=[queued[0]])).status_code == 404
    with zipfile.ZipFile(io.BytesIO(get_page(town, "forms.batch", number=queued[0]).content)) as packed:
        (name,) = packed.namelist()
        assert case.household_no in name
        assert "本人签字按印" in words(packed.read(name))
    with zipfile.ZipFile(io.BytesIO(get_page(town, "forms.batch", number=queued[1]).content)) as packed:
        assert packed.namelist()
        assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())
        cards = len(packed.namelist())
    assert PrintedForm.objects.filter(form="card").count() == cards
    assert events(trail.BATCH_TAKEN) == 2


def test_a_batch_names_whom_it_left_out_and_why(hands, signed, monkeypatch):
    town, queued = signed("yuehe"), []
    monkeypatch.setattr(batches.tasks, "enqueue", lambda kind, number: queued.append(number))
    asked = {"form": "plan", "area": VILLAGE, "which": "followed", "purpose": "签字"}
    assert post_page(town, "forms", asked).status_code == 302
    said = background.work(queued[0])
    batch = PrintBatch.objects.get(number=queued[0])
    followed = set(registry.followed(Scope((VILLAGE,))).values_list("household__household_no", flat=True))
    assert (batch.count, batch.left_out) == (0, len(followed))
    assert f"还有 {len(followed)} 户现在打印不了" in said
    assert set(LeftOut.objects.filter(batch=batch).values_list("household_no", flat=True)) == followed
    assert f"{len(followed)} 户没打印，看是哪些、为什么" in get_page(town, "forms").content.decode()
    page = get_page(town, "forms.left", number=queued[0]).content.decode()
    assert page.count("这一户还没有帮扶计划") == len(followed)
    assert registry.heads([sorted(followed)[0]])[sorted(followed)[0]] in page
    assert signed("county1").get(reverse("forms.left", args=[queued[0]])).status_code == 404
    taken = town.get(reverse("forms.left", args=[queued[0]]), {"as": "csv"})
    assert taken["Content-Type"].startswith("text/csv")
    assert events(trail.LEFT_TAKEN) == 1


def test_a_meeting_prints_its_list_for_the_township_and_not_for_the_village(hands, signed):
    case = hands.carried(hands.opened(), State.COUNTY)
    meeting = case.meeting_items.first().meeting.number
    answer = post_page(signed("yuehe"), "forms.single", {}, what="huiyi", key=meeting)
    assert registry.heads([case.household_no])[case.household_no] in words(answer.content)
    refused = post_page(signed("xuzhai"), "forms.single", {}, what="huiyi", key=meeting)
    assert refused.status_code in (302, 404)
    assert PrintedForm.objects.filter(form="meeting").count() == 1


def test_without_a_chinese_font_a_book_says_in_one_line_what_to_install(hands, monkeypatch):
    from huaiyuan.county.reports import binding

    monkeypatch.setattr(binding, "_families", lambda paths: frozenset())
    with pytest.raises(DomainError, match="apt install fonts-noto-cjk"):
        actions.print_one("card", hands.opened().household_no, by=hands.village)
    assert not PrintedForm.objects.exists()
