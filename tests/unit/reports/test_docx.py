"""Templates of forms: what a county may write in one, what is refused and how it is said, what one becomes."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import catalogue
from huaiyuan.county.reports.docx import Allowed, Mark, Template
from huaiyuan.county.reports.types import Make
from scripts import form_templates

PNG = b"\x89PNG"
FORMS = [one for one in catalogue.FORMS.values() if one.make == Make.FORM]
LIST = Allowed(
    frozenset({"表号", "小码", "户主", "说明"}), {"家庭成员": frozenset({"姓名", "年龄"})}, frozenset({"表号", "小码"})
)


def book(*lines: str) -> bytes:
    """A Word file with these paragraphs, the code in the first."""
    made, out = Document(), io.BytesIO()
    for line in ("{{ 表号 }}{{ 小码 }}", *lines):
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def changed(data: bytes, name: str, body: bytes) -> bytes:
    """The file with one member more, or another one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, body)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        Template(data, LIST, "排查表")
    return str(caught.value)


def text(data: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_shipped_template_fills_every_placeholder_and_is_what_the_script_makes(form):
    values = {one.name: "值" for one in form.fields} | {
        table.name: [{column.name: "格" for column in table.columns}] * 2 for table in form.tables
    }
    values |= {
        "表号": Mark("K7M2X"),
        "演示": Mark(""),
        "打印日期": Mark("2026-11-23"),
        "打印人": Mark("某"),
        "手填": None,
    }
    made = Template(form.shipped.read_bytes(), form.allowed, form.title).fill(values, {"小码": PNG})
    assert not re.search(r"\{[{%]|[}%]\}", made.text)
    assert "K7M2X" in made.text
    assert made.counted.filled > 0
    assert Document(io.BytesIO(made.data)).paragraphs
    assert form.shipped.read_bytes() == form_templates.make(form.code)


def test_every_form_of_the_list_is_shipped_and_every_file_is_on_the_list():
    shipped = {path.stem for path in catalogue.SHIPPED.glob("*.docx")} | {
        path.stem for path in catalogue.BOOKS.glob("*.typ") if path.stem != "style"
    }
    assert shipped == set(catalogue.FORMS)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ 户主电话 }}", "没有这样的占位符：{{ 户主电话 }}"),
        ("{% for 人 in 邻居 %}{{ 人.姓名 }}{% endfor %}", "{{ 邻居 }}"),
        ("{% for 人 in 家庭成员 %}{{ 人.电话 }}{% endfor %}", "{{ 人.电话 }}"),
        ("{{ 户主.证件 }}", "{{ 户主.证件 }}"),
        ("{% if 有钱 %}好{% endif %}", "{{ 有钱 }}"),
    ],
)
def test_a_placeholder_that_is_not_on_the_list_is_refused_by_name(line, says):
    assert says in refusal(book(line))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ 户主() }}", "括号"), ("{{ 户主|upper }}", "不能写"), ("{{ '甲' * 户主 }}", "不能写"), ("{{ 户主['a'] }}", "不能写"),
        ("{% set 户主 = 说明 %}", "不能写"), ("{{ 户主", "没有成对"), ("{{ 户主 说明 }}", "“{{ 户主 说明 }}”读不懂"), ("{% if 户主 %}好", "没有收尾"),
        ("{%p for 人 in 家庭成员 %}", "没有收尾"),
    ],
)  # fmt: skip
def test_code_and_broken_placeholders_are_refused_in_words(line, says):
    assert says in refusal(book(line))


def test_a_template_without_its_code_is_refused_and_says_what_to_add():
    made, out = Document(), io.BytesIO()
    made.add_paragraph("{{ 户主 }}")
    made.save(out)
    assert "少了{{ 小码 }}、{{ 表号 }}" in refusal(out.getvalue())


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("word/vbaProject.bin", b"x", "宏"),
        ("word/footnotes.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "声明"),
        ("word/_rels/footnotes.xml.rels", b'<Relationships><Relationship Id="a" Type="x/image" Target="http://a.test/b" '
         b'TargetMode="External"/></Relationships>', "外部"),
        ("word/big.xml", b"\0" * (41 * 1024 * 1024), "超过"),
    ],
    ids=["macro", "entity", "outside", "big"],
)  # fmt: skip
def test_what_is_more_than_a_form_is_refused(name, body, says):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out, zipfile.ZipFile(io.BytesIO(book())) as old:
        for one in old.namelist():
            out.writestr(one, old.read(one))
        out.writestr(name, body)
    assert says in refusal(packed.getvalue())


def test_a_file_that_is_no_word_file_is_refused():
    assert "打不开" in refusal(b"PK\x03\x04 not one")
    assert "里面没有 Word 正文" in refusal(changed(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"x"))


def test_a_placeholder_that_word_cut_into_runs_is_filled_and_what_is_typed_is_text():
    made, out = Document(), io.BytesIO()
    made.add_paragraph("{{ 表号 }}{{ 小码 }}")
    cut = made.add_paragraph("户主：{{ 户")
    cut.add_run("主 }").bold = True
    cut.add_run("}，说明：{{ 说明 }}")
    made.save(out)
    template = Template(out.getvalue(), LIST, "排查表")
    done = template.fill({"表号": Mark("A"), "户主": "<b>张&{{ 表号 }}", "说明": None}, {"小码": PNG})
    assert "户主：<b>张&{{ 表号 }}" in text(done.data)
    assert (done.counted.filled, done.counted.typed) == (1, 1)


def test_what_is_not_known_is_counted_as_left_for_a_hand_and_the_small_code_is_a_picture():
    template = Template(book("{{ 户主 }}", "{{ 说明 }}"), LIST, "排查表")
    done = template.fill({"表号": Mark("A"), "户主": "张三", "说明": "不明（缺：2026年参考线）"}, {"小码": PNG})
    assert (done.counted.filled, done.counted.typed) == (1, 1)
    with zipfile.ZipFile(io.BytesIO(done.data)) as made:
        assert made.read("word/media/huaiyuan-code.png") == PNG
        assert b'TargetMode="External"' not in made.read("word/_rels/document.xml.rels")
