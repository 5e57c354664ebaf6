"""Figures of self-applications and of the two coverages of leaflets, counted on snapshots as of a day."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Identity, Kind, Record
from huaiyuan.base.figures.printed import percent
from huaiyuan.county.applications.types import Leaflet, State

GROUP, LEAFLETS = "自主申报", "明白纸"
COLUMNS = "number, village_code, household_no, channel, state, filed_at, due_at, decided_at, lead_no"
THIS_YEAR = "filed_at::DATE BETWEEN date_trunc('year', $as_of::DATE)::DATE AND $as_of"
# What was decided after the day was still waiting on it.
DECIDED = f"state <> '{State.PENDING.label}' AND decided_at::DATE <= $as_of"
OVERDUE = f"NOT ({DECIDED}) AND due_at::DATE < $as_of"
IN_TIME = f"{DECIDED} AND decided_at <= due_at"
TRUE = """
    EXISTS (SELECT 1 FROM risks r JOIN hits h USING (lead_no, risk_type)
            WHERE r.lead_no = applications.lead_no AND h.channel <> 'department' AND NOT h.struck
            AND r.verdict IN ('identify', 'monitored', 'department') AND r.verdict_at::DATE <= $as_of)"""


def _applications(condition: str) -> str:
    return f"SELECT {COLUMNS} FROM applications WHERE {THIS_YEAR} AND {condition}"


def _count(id_: str, title: str, condition: str, definition: str) -> Figure:
    return Figure(
        id_, title, Kind.COUNT, "件", definition, Record.APPLICATION, _applications(condition), group=GROUP
    )  # fmt: skip


APPLICATIONS = [
    _count("A01", "本年收到自主申报", "TRUE", "截至日所在年份里收到的自主申报，各渠道都算，含工作人员登记的"),
    _count(
        "A02", "本年受理自主申报", f"{DECIDED} AND state = '{State.ACCEPTED.label}'", "本年申报中截至日已受理交村的"
    ),
    _count("A03", "超期未受理", OVERDUE, "本年申报中截至日过了受理期限还没有受理、也没有写明原因的"),
    Figure(
        "A04", "按期受理率", Kind.RATIO, "%", "本年申报中到期的：在期限内受理或写明原因的，占截至日已办和超期的比例",
        Record.APPLICATION, _applications(IN_TIME), printed=percent(1), group=GROUP,
        base=_applications(f"(({DECIDED}) OR ({OVERDUE}))"),
    ),
    _count("A05", "申报属实", TRUE, "本年申报中村里核实为属实（转识别认定、已在监测、需部门落实）的"),
]  # fmt: skip

ALL_RURAL = """
    SELECT n.household_no, n.village_code, n.archive_type FROM household_now n
    JOIN households h USING (household_no) WHERE h.rural AND n.village_code IS NOT NULL"""
ALL_MONITORED = "SELECT household_no, village_code, category FROM household_now WHERE monitored"


def _given(leaflet: Leaflet) -> str:
    return f"""SELECT * FROM leaflets l WHERE l.leaflet = '{leaflet}' AND l.given_on <= $as_of
               AND l.counts_until > $as_of"""


def _reached(leaflet: Leaflet) -> str:
    return f"household_no IN (SELECT household_no FROM ({_given(leaflet)}))"


def _registered(leaflet: Leaflet) -> str:
    return f"village_code IN (SELECT village_code FROM ({_given(leaflet)}))"


def _coverage(first: int, leaflet: Leaflet, everybody: str, whom: str) -> list[Figure]:
    """Four figures: reached, not reached, not known (a village that has registered nothing at all), and the rate."""
    reached, registered = _reached(leaflet), _registered(leaflet)
    rows = f"SELECT * FROM ({everybody}) WHERE"
    title, base = leaflet.label, f"分母是截至日的{whom}"
    lasts = "按发放登记，在有效月数内发到过的算发到"
    return [
        Figure(
            f"B{first:02}", f"{title}发到", Kind.COUNT, "户", f"{whom}中{lasts}", Record.HOUSEHOLD,
            f"{rows} {reached}", group=LEAFLETS,
        ),
        Figure(
            f"B{first + 1:02}", f"{title}没发到", Kind.COUNT, "户", f"{whom}所在村有发放登记、这一户没有的。{lasts}",
            Record.HOUSEHOLD, f"{rows} NOT ({reached}) AND {registered}", group=LEAFLETS,
        ),
        Figure(
            f"B{first + 2:02}", f"{title}不明", Kind.COUNT, "户",
            f"{whom}所在村一次发放登记也没有、这一户也没有别处的登记，发没发不知道的", Record.HOUSEHOLD,
            f"{rows} NOT ({reached}) AND NOT ({registered})", group=LEAFLETS,
        ),
        Figure(
            f"B{first + 3:02}", f"{title}覆盖率", Kind.RATIO, "%",
            f"发到的户占{whom}的比例，{base}，不明的也在分母里，不当作发到", Record.HOUSEHOLD, f"{rows} {reached}",
            printed=percent(1), base=everybody, group=LEAFLETS,
        ),
    ]  # fmt: skip


def _whole(id_: str, first: int, leaflet: Leaflet, everybody: str, whom: str) -> Identity:
    parts = tuple(f"B{number:02}" for number in range(first, first + 3))
    return Identity(
        id_, f"{leaflet.label}：发到、没发到、不明相加", f"{'＋'.join(parts)}＝{whom}", parts,
        lambda n: sum(n[part] for part in parts) == n["all"],
        lambda n: f"{'＋'.join(f'{n[part]}' for part in parts)}户，{whom}{n['all']}户",
        also={"all": f"SELECT count(*) FROM ({everybody})"},
    )  # fmt: skip


FIGURES = [
    *APPLICATIONS,
    *_coverage(1, Leaflet.APPLYING, ALL_RURAL, "农村户"),
    *_coverage(5, Leaflet.HELPING, ALL_MONITORED, "监测户（风险未消除）"),
]
IDENTITIES = [
    _whole("I41", 1, Leaflet.APPLYING, ALL_RURAL, "农村户"),
    _whole("I42", 5, Leaflet.HELPING, ALL_MONITORED, "监测户"),
]


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register(FIGURES, IDENTITIES)
