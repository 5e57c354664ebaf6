"""Write what the departments sent in November, and the truth beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from huaiyuan.synth.files import (
    bills,
    cards,
    desk,
    dwellings,
    enrolment,
    national,
    outages,
    owed,
    roll,
    shocks,
    welfare,
)

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

# In this order, because a later file knows what an earlier one says: who is on benefits is enrolled.
DEPARTMENTS = (bills, cards, roll, welfare, dwellings, outages, enrolment)


def cleared(folder: Path) -> Path:
    """The folder for files, emptied, with the one for the truth in it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "truth").mkdir(parents=True)
    return folder


def write(county: County, folder: Path, seed: int) -> list[Path]:
    """Write the department files into the `cleared` folder, the truth into `folder/truth`; returns the files.

    File names carry source and period: `医保局_medical_bills_2026-10.xlsx`.
    """
    at = desk.desk(county, folder, seed)
    for department in DEPARTMENTS:
        department.send(at)
    national.write(county, folder / national.FOLDER, desk.REPORT_DAY, seed, at.scale, desk.DEMO_MARK)
    struck = shocks.truth_table(at.shocks, at.dry, at.people, at.rng(9))
    pq.write_table(struck, folder / "truth" / "shocks.parquet")
    pq.write_table(owed.truth(at), folder / "truth" / owed.TRUTH)
    return at.written
