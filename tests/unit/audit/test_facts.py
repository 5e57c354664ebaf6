"""A line of the audit log cannot be forged and never holds a personal number (C35)."""

from __future__ import annotations

import pytest

from huaiyuan.base.audit import facts, vocabulary


@pytest.mark.parametrize(
    "personal",
    [
        "99033019700101001X",
        "990330197001010012",
        "990330700101001",
        "19900001234",
        "9999123412345678",
        "99991234123456789",
    ],
)
def test_a_personal_number_is_masked_wherever_it_stands(personal):
    written = facts.write({"note": f"号码{personal}，在备注里"})
    assert personal not in written
    assert "※" in written
    assert personal not in facts.clean(f"x{personal}", 200)


@pytest.mark.parametrize(
    "public", ["411330101200-0213", "XS2026-000123", "medical_bills-2026-10-01", "411330101200", "5000.00"]
)
def test_public_numbers_stay_readable(public):
    assert facts.read(facts.write({"n": public})) == {"n": public}


@pytest.mark.parametrize("name", sorted(facts.FORBIDDEN))
def test_a_fact_named_after_a_personal_field_is_refused(name):
    with pytest.raises(ValueError, match="personal"):
        facts.write({name: "x"})


@pytest.mark.parametrize("forged", ["张三\r\n2026-11-23 管理员 登录", "a\nb", "a\x00b", "a\u2028b", "a\x1b[31mb"])
def test_a_name_with_line_breaks_stays_one_line(forged):
    written = facts.write({"who": forged})
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written


def test_a_value_cannot_pretend_to_be_another_fact():
    assert facts.read(facts.write({"a": "1; b=2", "b": "3"})) == {"a": "1； b=2", "b": "3"}


def test_an_action_has_one_dotted_name_and_one_sentence():
    vocabulary.declare("test_audit.thing.done", "办了{what}")
    vocabulary.declare("test_audit.thing.done", "办了{what}")
    with pytest.raises(ValueError, match="twice"):
        vocabulary.declare("test_audit.thing.done", "另一句")
    for name in ("thing", "Thing.done", "thing.", "事.办"):
        with pytest.raises(ValueError, match="dotted"):
            vocabulary.declare(name, "x")
    assert vocabulary.says("test_audit.thing.done", {"what": "这件事"}) == "办了这件事"
    assert vocabulary.says("test_audit.thing.done", {}) == "办了—"
