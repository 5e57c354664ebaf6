"""A book kept here, asked over two terms: whom it pays is right, whom it forgets is lacking, a term without payments is 不明."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from huaiyuan.core.engine.entitlements import answering, feeds, gathering
from huaiyuan.core.engine.entitlements.feeds import Feed
from huaiyuan.core.engine.entitlements.orders import Order, pack, unpack
from huaiyuan.core.engine.entitlements.run import _describe
from huaiyuan.core.engine.entitlements.telling import Telling
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.benefits import checking, payments, shape
from huaiyuan.county.guarantees.entitlements.feeds import AID, IN_LEDGER, REGISTRY

SHIPPED = parameters.load()
SCHEMA = """
CREATE TABLE persons AS SELECT * FROM (VALUES
    ('P1', '李四', DATE '2016-05-01', NULL::DATE), ('P2', '王五', DATE '2016-06-01', NULL), ('P3', '赵六', DATE '2016-07-01', NULL),
    ('P4', '孙七', DATE '2016-08-01', DATE '2025-10-05')) AS t(person_id, name, birth_on, died_on);
CREATE TABLE memberships AS SELECT person_id, 'H' || right(person_id, 1) AS household_no, FALSE AS is_head,
    DATE '2020-01-01' AS valid_from, coalesce(died_on, DATE '9999-12-31') AS valid_to FROM persons;
CREATE TABLE residences AS SELECT household_no, '411330101200' AS village_code, DATE '2020-01-01' AS valid_from,
    DATE '9999-12-31' AS valid_to FROM memberships;
CREATE TABLE archive_types AS SELECT household_no, '脱贫户' AS archive_type, DATE '2020-01-01' AS valid_from,
    DATE '9999-12-31' AS valid_to FROM memberships WHERE household_no <> 'H3';
CREATE TABLE monitoring (household_no VARCHAR, risk_state VARCHAR, valid_from DATE, valid_to DATE);
CREATE TABLE ledger_pupils AS SELECT person_id AS person_no, 'at_school' AS state, '小学' AS stage, '寄宿' AS mode,
    DATE '2025-09-01' AS state_since FROM persons;
CREATE TABLE ledger_aid AS SELECT * FROM (VALUES
    ('P1', 'boarding_primary', '2025年秋季学期', 625.00::DECIMAL(14,2), DATE '2025-11-20', 'paid'),
    ('P2', 'boarding_primary', '2025年秋季学期', 625.00, NULL, 'approved'),
    ('P4', 'boarding_primary', '2025年秋季学期', 625.00, DATE '2025-11-20', 'paid'))
    AS t(person_no, benefit, term, yuan, paid_on, state);"""


@pytest.fixture
def found():
    """The gaps of four children as (person, how, months, yuan, sentence)."""
    texts = {"boarding_primary.yaml": shape.texts()["boarding_primary.yaml"]}
    months = payments.window(Period(2026, 10), 12)
    value = {
        "education.aid.boarding_primary": {m: SHIPPED["education.aid.boarding_primary"].on(m.first_day) for m in months}
    }
    order = Order(
        Path("s"),
        Period(2026, 10),
        12,
        (),
        {},
        {f.name: f for f in (REGISTRY, IN_LEDGER, AID)},
        texts,
        value,
        Path("i"),
    )
    order = unpack(pack(order))
    checked = checking.check_all(texts, inforce.kinds(SHIPPED))
    with duckdb.connect() as connection:
        connection.execute(SCHEMA)
        on = answering.running(order, checked, {name: one.word for name, one in SHIPPED.items()})
        telling = Telling(connection, order)
        answering.concerned(connection, on)
        telling.doubt("SELECT person_id FROM may_boarding_primary")
        facts = answering.gather_facts(connection, on)
        connection.execute(answering.LINES)
        answering.ask(connection, on[0], facts["boarding_primary"])
        _describe(connection, checked)
        gathering.gather(connection, on, order.months[0])
        return connection.execute("SELECT person_id, how, months, yuan, says FROM gaps ORDER BY ALL").fetchall()


def test_who_was_forgotten_is_lacking_and_who_is_dead_was_not_due(found):
    assert [(person, how, months) for person, how, months, *_ in found if months.startswith("2025")] == [
        ("P2", "lacking", "2025年秋季学期"), ("P4", "not_due", "2025年秋季学期"),
    ]  # fmt: skip
    says = {person: text for person, how, _, _, text in found if how in ("lacking", "not_due")}
    assert says["P2"] == "王五，小学寄宿生，2025年秋季学期应发625元，没有发放记录。"
    assert says["P4"] == "孙七，已经去世，2025年秋季学期“小学寄宿生生活补助”发了625元，不应当发。"


def test_a_term_in_which_nothing_was_paid_to_anybody_says_nothing_about_who_was_forgotten(found):
    spring = [(person, how) for person, how, months, *_ in found if months.startswith("2026")]
    assert spring == [("P1", "no_book"), ("P2", "no_book")]
    assert "P3" not in {person for person, *_ in found}


def test_a_feed_that_tells_what_nobody_declared_is_refused():
    with pytest.raises(DomainError, match="strange"):
        feeds.register(Feed("strange", "facts", ("shoe_size",), "SELECT 1"))
