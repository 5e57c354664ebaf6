"""Build a demo: the synthetic county, a month of department files, the first run dispatched and part of it verified."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.core.kernel.installation import Installation
from huaiyuan.synth.stages import StageTable

TODAY = dt.date(2026, 11, 23)
REPORT_DAY = dt.date(2026, 10, 31)
RECEIVED_ON = dt.date(2026, 11, 5)
NOT_A_DEMO = declare("DEMO_NOT_EMPTY", "“{folder}”里已有正式数据，演示不会动它。请换一个数据目录。")
READY = "demo.ready"
BUILDING = "demo.building"


@dataclass(frozen=True)
class Order:
    """What kind of demo is wanted."""

    folder: Path
    seed: int = 1
    scale: float = 1.0
    today: dt.date = TODAY

    @property
    def files(self) -> Path:
        """Where the department files lie: beside the data directory, never in it."""
        return self.folder.parent / f"{self.folder.name}.files"


def is_ready(order: Order) -> bool:
    """Whether this very demo stands already."""
    found = _read(order.folder)
    wanted = (order.seed, order.scale, order.today)
    return (order.folder / READY).exists() and found is not None and (found.seed, found.scale, found.today) == wanted


def prepare(order: Order) -> None:
    """Make an empty demo directory with keys. Must run before Django is set up.

    A demo that was broken off, or another demo, is cleared away; a production directory is refused (DEMO_NOT_EMPTY).
    """
    from huaiyuan.base.vault import keys

    found = _read(order.folder)
    if found is not None and not found.is_demo:
        raise DomainError(NOT_A_DEMO, folder=order.folder.name)
    if found is None and order.folder.exists() and any(order.folder.iterdir()):
        raise DomainError(NOT_A_DEMO, folder=order.folder.name)
    shutil.rmtree(order.folder, ignore_errors=True)
    Installation(order.folder, mode="demo", today=order.today, seed=order.seed, scale=order.scale).save()
    order.folder.chmod(0o700)
    for name in ("tmp", "lake", "snapshots", "runs", "media"):
        (order.folder / name).mkdir(mode=0o700, exist_ok=True)
    keys.setup(order.folder)


def _read(folder: Path) -> Installation | None:
    import tomllib

    file = folder / "config.toml"
    return Installation(folder, **tomllib.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def build(order: Order, table: StageTable, when_registry_stands: Callable[[], None] = lambda: None) -> None:
    """All stages, in order. Needs Django set up on a directory made by `prepare`."""
    from huaiyuan.synth import guiding, history, reviewing
    from huaiyuan.synth.schooling import load as schooling

    sent, families = _found(order, table, when_registry_stands)
    with table.stage("教育台账", 4):
        schooling.load(order.files / "truth", seed=order.seed, scale=order.scale)
    with table.stage("截至日快照和指标", 6):
        history.count_report_day(REPORT_DAY)
    with table.stage("收各部门的数", 18):
        history.take_in(sent, RECEIVED_ON)
    with table.stage("核对国办名单", 10):
        guiding.enter_before(REPORT_DAY)
        history.crosscheck(order.files, RECEIVED_ON)
    with table.stage("复核几行存疑的", 3):
        reviewing.review(order.files / "truth", RECEIVED_ON)
    _act(order, table, families)
    _put_the_log_away()
    (order.folder / READY).touch()


def _put_the_log_away() -> None:
    """Leave the database whole in its file: as much again would lie in SQLite's log, and be copied and read with it."""
    from django.db import connections

    from huaiyuan.base.jobs import checkpoint

    checkpoint.fold()
    # Who is the last to close takes the log away.
    connections.close_all()


def _act(order: Order, table: StageTable, families: pa.Table) -> None:
    """What the county did with what it had received: from the first run to the rules it tried."""
    from huaiyuan.synth import (
        applying,
        casework,
        guiding,
        leaving,
        loose_ends,
        ordering,
        rhythm,
        rulemaking,
        screenings,
    )
    from huaiyuan.synth.planning import load as planning
    from huaiyuan.synth.watering import load as watering

    _screen(order, table)
    truth = order.files / "truth"
    with table.stage("集中排查", 8):
        screenings.hold(truth, order.seed, order.today)
    with table.stage("自主申报", 4):
        applying.apply(families, order.seed)
    with table.stage("识别认定", 8):
        hands = casework.hands_of()
        returned = casework.carry(order.seed, hands)
        leaving.carry(order.seed, hands, truth)
        loose_ends.leave(order.seed, hands, returned, truth)
    with table.stage("指导督导", 1):
        guiding.guide(order.seed, truth)
    with table.stage("措施超期提醒", 1):
        planning.keep_up()
    with table.stage("月度节奏、会商", 5):
        rhythm.keep(order.seed)
        ordering.order()
    with table.stage("规则试算、发布", 8):
        rulemaking.change_rules()
    with table.stage("送水、摸排", 1):
        watering.go_on()


def _screen(order: Order, table: StageTable) -> None:
    """What the machine found, and who was sent to look."""
    from huaiyuan.synth import history, owing
    from huaiyuan.synth.helping import load as helping
    from huaiyuan.synth.schooling import load as schooling

    with table.stage("筛查", 8):
        history.screen()
    with table.stage("四查三比对", 3):
        schooling.compare(order.seed)
    with owing.computing_beside() as computed:
        with table.stage("核查底册、交办疑点", 8):
            history.check_registry()
        with table.stage("交办、入户核实", 8):
            history.dispatch_and_verify(order.files / "truth", order.seed)
            history.find_duplicates()
            history.file_changes()
            helping.hand_over()
        with table.stage("核应享未享", 4):
            owing.follow_gaps(computed())


def _found(order: Order, table: StageTable, when_registry_stands: Callable[[], None]) -> tuple[list[Path], pa.Table]:
    """The county as it stands before the month begins; returns the files that departments sent, and families to apply.

    The county in memory is the largest thing there is; it is gone when this returns, for the children that read files.
    """
    from huaiyuan.synth.files import apart

    with apart.writing(order.files, seed=order.seed, scale=order.scale, today=order.today) as sent:
        families = _kept(order, table, when_registry_stands)
        with table.stage("等部门原表写完", 4):
            return sent(), families


def _kept(order: Order, table: StageTable, when_registry_stands: Callable[[], None]) -> pa.Table:
    from huaiyuan.synth import applying, county, incomes, loading, slips
    from huaiyuan.synth.helping import load as helping
    from huaiyuan.synth.planning import load as planning
    from huaiyuan.synth.watering import load as watering

    with table.stage("建表", 10):
        loading.create_tables()
    with table.stage("造县：人、户、事实", 15):
        made, slipped = slips.plant(county.build(order.seed, order.scale, order.today), order.seed)
    with table.stage("封存并装入底册", 20):
        loading.load(made, seed=order.seed)
    when_registry_stands()
    with table.stage("结对、走访", 4):
        owed = helping.load(made)
    truth = order.files / "truth"
    pq.write_table(slipped, truth / "quality.parquet")
    pq.write_table(owed, truth / helping.OVERDUE)
    with table.stage("收入测算", 3):
        incomes.measure(made, truth, seed=order.seed)
    with table.stage("一户一策", 2):
        planning.load(made, truth, seed=order.seed)
    with table.stage("供水工程和报修", 3):
        watering.load(made, truth, seed=order.seed)
    with table.stage("发明白纸", 6):
        families = applying.families(made)
        applying.hand_out(families, order.seed)
    return families
