"""Figures of education: the age span of the ledger, dated standards of aid, who is out of school, and whether that grows."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Identity, Kind, Record
from huaiyuan.base.figures.printed import SAME_LIST, percent
from huaiyuan.base.reference.extract import publish_numbers

GROUP = "教育保障"
STANDARDS = "education_standards"
PUBLISHED = (
    "name LIKE 'education.aid.%' OR name IN ('education.compulsory_age.youngest', 'education.ledger_age.oldest')"
)

LISTED = "p.state <> 'gone' AND p.opened_on <= $as_of"
NO_LEDGER = "SELECT '缺：适龄儿童少年台账' WHERE NOT EXISTS (SELECT 1 FROM ledger_pupils WHERE opened_on <= $as_of)"
NO_STANDARD = "SELECT '缺：这一天有效的标准' WHERE NOT EXISTS (SELECT 1 FROM ({records}) r)"
# A number as the report writes it, without needless zeros.
PLAIN = r"regexp_replace(CAST({} AS VARCHAR), '\.?0+$', '')"
# From which age to which children are listed: the county's parameters, both ends included.
SPAN = f"""SELECT max(number) FILTER (name LIKE '%youngest') AS youngest, max(number) FILTER (name LIKE '%oldest') AS oldest
    FROM {STANDARDS} WHERE name LIKE 'education.%_age.%' AND valid_from <= $as_of AND valid_to > $as_of"""
HELD_AGES = f"SELECT min(p.age) AS lowest, max(p.age) AS highest FROM ledger_pupils p WHERE {LISTED}"
OTHER_AGES = f"""SELECT concat('台账里从', lowest, '到', highest, '周岁，和参数“适龄儿童少年台账登记到几周岁”对不上，请先做四查三比对')
    FROM ({SPAN}) CROSS JOIN ({HELD_AGES}) WHERE NOT coalesce(lowest >= youngest AND highest <= oldest, lowest IS NULL)"""
MONTH_BEFORE = "CAST($as_of::DATE - INTERVAL 1 MONTH AS DATE)"
# A family has a dropout while one of its children is confirmed and not placed; it is taught at home while its file is open.
DROPOUT = ("ledger_returns", "confirmed_on")
TAUGHT = ("ledger_home_teaching", "opened_on")


def _pupils(condition: str) -> str:
    return f"""
        SELECT p.person_no AS person_id, p.village_code, p.household_no, p.state, p.state_since, p.school_no
        FROM ledger_pupils p WHERE {LISTED} AND {condition}"""


def _families(what: tuple[str, str], day: str) -> str:
    table, since = what
    return f"""
        SELECT DISTINCT household_no, village_code FROM {table}
        WHERE {since} <= {day} AND (ended_on IS NULL OR ended_on > {day}) AND household_no IS NOT NULL"""


def _only(these: str, without: str) -> str:
    return f"SELECT * FROM ({these}) a ANTI JOIN ({without}) b USING (household_no)"


def _standard(id_: str, title: str, name: str) -> Figure:
    records = f"""
        SELECT name AS code, NULL::VARCHAR AS village_code, number, unit, valid_from, source, before, before_from, before_source
        FROM (SELECT *, lag(number) OVER w AS before, lag(valid_from) OVER w AS before_from, lag(source) OVER w AS before_source
              FROM {STANDARDS} WHERE name = '{name}' WINDOW w AS (ORDER BY valid_from)) s
        WHERE valid_from <= $as_of AND valid_to > $as_of"""
    return Figure(
        id_, title, Kind.STANDARD, "元/生·年", "截至日有效的标准和提标以前的标准，文号、起始日期在明细里；每学期发一半，非寄宿按一半",
        Record.FACT, records, missing=NO_STANDARD.format(records=records), group=GROUP,
        written=f"SELECT concat({PLAIN.format('before')} || '→', {PLAIN.format('number')}) FROM ({records}) r",
    )  # fmt: skip


def _households(id_: str, title: str, records: str, definition: str) -> Figure:
    return Figure(id_, title, Kind.COUNT, "户", definition, Record.HOUSEHOLD, records, missing=NO_LEDGER, group=GROUP)


def _persons(id_: str, title: str, condition: str, definition: str) -> Figure:
    return Figure(
        id_, title, Kind.COUNT, "人", definition, Record.PERSON, _pupils(condition), missing=NO_LEDGER, group=GROUP
    )


def _growth(ids: tuple[str, str, str, str], word: str, what: tuple[str, str]) -> list[Figure]:
    """A kind of family now and a month before, those new and those no more."""
    now, then = _families(what, "$as_of"), _families(what, MONTH_BEFORE)
    return [
        _households(ids[0], f"{word}家庭", now, f"截至日有孩子{word}的户，一户只数一次"),
        _households(ids[1], f"上月同日{word}家庭", then, f"截至日的上一个月同一天有孩子{word}的户"),
        _households(ids[2], f"一个月里新增{word}家庭", _only(now, then), f"现在有孩子{word}、一个月前没有的户"),
        _households(ids[3], f"一个月里减少{word}家庭", _only(then, now), f"一个月前有孩子{word}、现在没有的户"),
    ]


def _adds_up(id_: str, word: str, ids: tuple[str, str, str, str]) -> Identity:
    now, then, new, over = ids
    return Identity(
        id_, f"{word}家庭净增", f"{word}家庭＝上月同日＋新增－减少", ids,
        lambda n: n[now] == n[then] + n[new] - n[over],
        lambda n: f"{n[then]:f}＋{n[new]:f}－{n[over]:f}＝{n[now]:f}，净增{n[now] - n[then]:f}户",
    )  # fmt: skip


OUT, HOME = ("E04", "E05", "E06", "E07"), ("E08", "E09", "E10", "E11")
DISABLED = "coalesce(p.disabled, '') <> '' AND p.state <> 'graduated'"
FIGURES = [
    Figure(
        "F037", "适龄儿童少年台账年龄段", Kind.LIST, "周岁", "截至日台账登记的学年周岁，从几到几按县里的参数，两头都含；每个年龄的人数在明细里",
        Record.FACT,
        f"""SELECT p.age AS code, NULL::VARCHAR AS village_code, p.age, count(*) AS children
            FROM ledger_pupils p WHERE {LISTED} GROUP BY p.age""",
        printed=SAME_LIST, missing=f"{NO_LEDGER} UNION ALL {OTHER_AGES}", group=GROUP,
        written=f"SELECT concat({PLAIN.format('youngest')}, '—', {PLAIN.format('oldest')}) FROM ({SPAN})",
    ),
    _standard("F038", "寄宿生生活补助标准（小学）", "education.aid.boarding_primary"),
    _standard("F039", "寄宿生生活补助标准（初中）", "education.aid.boarding_junior"),
    _persons("E01", "适龄儿童少年", "TRUE", "截至日在6—16周岁台账里的人，已移出的不计；就学状态按现在"),
    _persons("E02", "疑似辍学", "p.state = 'suspected' AND p.state_since <= $as_of", "截至日就学状态是疑似辍学的人"),
    _persons("E03", "就学状态不明", "p.state = 'unknown'", "名册没有覆盖、有对不准的行或去向没核清的人，不算在校，也不算辍学"),
    *_growth(OUT, "辍学", DROPOUT),
    *_growth(HOME, "送教上门", TAUGHT),
    Figure(
        "E12", "残疾适龄儿童就学落实率", Kind.RATIO, "%", "台账里残疾的适龄儿童少年中，在哪里上学已经落实到人（不是疑似辍学、辍学、不明）的比例",
        Record.PERSON, _pupils(f"{DISABLED} AND p.state NOT IN ('suspected', 'dropout', 'unknown')"), printed=percent(1),
        base=_pupils(DISABLED), missing=NO_LEDGER, group=GROUP,
    ),
]  # fmt: skip
IDENTITIES = [_adds_up("I_dropout_families", "辍学", OUT), _adds_up("I_home_families", "送教上门", HOME)]


def register() -> None:
    """Add them to the catalogue, and the standards to snapshots; called once when the app is ready."""
    publish_numbers(STANDARDS, PUBLISHED)
    catalogue.register(FIGURES, IDENTITIES)
