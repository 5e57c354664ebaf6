"""Taking a batch back (撤回批次) with everything that followed from it, and undoing that; always with a preview."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from huaiyuan.base import jobs
from huaiyuan.base.access.models import Account
from huaiyuan.county.intake import actions as intake
from huaiyuan.county.intake import queries as batches
from huaiyuan.county.intake.queries import Standing
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads import queries as leads_read
from huaiyuan.county.leads.queries import Loss, Regain
from huaiyuan.county.leads.queries import LossFate as Fate
from huaiyuan.county.leads.types import AT_VILLAGE, DECIDED, State
from huaiyuan.county.screening import grounds


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing a batch does, or did. `counts_now` is the batch of the same period that then counts, if any."""

    batch: Standing
    struck: int
    held: int
    loss: Loss
    again: bool = False

    def as_json(self, *, dry_run: bool = False) -> dict[str, Any]:
        """As `huaiyuan withdraw --json` prints it."""
        return {
            "batch": self.batch.batch_id, "undo": False, "dry_run": dry_run, "already": self.again,
            "counts_now": self.batch.comes_back, "rules_use": self.batch.rules_use, "hits": {"struck": self.struck, "held": self.held},
            "leads": {str(fate): self.loss.count(fate) for fate in Fate}, "villages": self.loss.villages,
            "says": self.says(),
        }  # fmt: skip

    def says(self) -> list[str]:
        """The whole in sentences, without a family's name."""
        if self.again:
            return [f"批次{self.batch.batch_id}早已撤回，没有再做什么。"]
        count = self.loss.count
        at_village = count(Fate.CLOSED, *AT_VILLAGE)
        said = [
            _then_counts(self.batch),
            f"撤掉依据{self.struck:,}条" + (f"；另有{self.held:,}条还有别的批次为凭，不动" if self.held else "") + "。",
        ]
        if at_village:
            said.append(
                f"{at_village:,}户已派村、还没去的，线索撤回，任务取消，{self.loss.villages:,}个村收到“不用去了”的通知。"
            )
        if waiting := count(Fate.CLOSED, State.OPEN):
            said.append(f"{waiting:,}户还没交办的，线索撤回。")
        if visiting := count(Fate.KEPT, State.VISITING):
            said.append(f"{visiting:,}户村里正在核实，留着，标上“依据已撤回”，由人定。")
        if decided := count(Fate.KEPT, *DECIDED, State.WITHHELD):
            said.append(f"{decided:,}户已有结论，结论不动，标上“依据已撤回”，由人定。")
        if partly := count(Fate.PARTLY):
            said.append(f"{partly:,}户还有别的依据，照常办，只划掉这一条。")
        return [
            *said,
            f"预警成效里，这{self.struck:,}条另列“依据撤回”，不算推送，也不算属实率。"
            if self.struck
            else "没有线索受影响。",
            "核对提示到下次筛查时跟着更新。",
        ]


@dataclass(frozen=True)
class Undo:
    """What taking a withdrawal back does, or did."""

    batch: Standing
    regained: int
    regain: Regain

    def as_json(self, *, dry_run: bool = False) -> dict[str, Any]:
        """As `huaiyuan withdraw --undo --json` prints it."""
        return {
            "batch": self.batch.batch_id, "undo": True, "dry_run": dry_run, "hits": {"regained": self.regained},
            "leads": {"reopened": self.regain.reopened, "restored": len(self.regain.restored), "left": len(self.regain.left)},
            "says": self.says(),
        }  # fmt: skip

    def says(self) -> list[str]:
        """The whole in sentences."""
        back = f"，{self.batch.brought_back}回到“已被更正”" if self.batch.brought_back else ""
        said = [
            f"批次{self.batch.batch_id}回到“{self.batch.withdrawn_from_label}”{back}。",
            f"恢复依据{self.regained:,}条；{self.regain.reopened:,}户线索恢复，任务还给村里，期限不变，村里收到通知。",
        ]
        if self.regain.left:
            said.append(f"另有{len(self.regain.left):,}户撤回之后有人接着办了，或又有了新线索，保持现在的样子。")
        return said


def _then_counts(batch: Standing) -> str:
    name = f"{batch.source_name}{batch.period}"
    if not batch.counts:
        return f"批次{batch.batch_id}本来就不参加筛查（{batch.state_label}），撤回后{name}用哪一份不变。"
    gone = f"批次{batch.batch_id}撤回，之后的筛查不再用它；"
    if batch.comes_back:
        said = f"{gone}{name}改用它更正过的上一份{batch.comes_back}"
        return said + ("。" if batch.rules_use == batch.comes_back else f"，规则仍用{batch.rules_use}。")
    if batch.rules_use:
        return f"{gone}{name}没有数据了，请部门重报；规则改用{batch.rules_use}。"
    return f"{gone}{name}没有数据了，请部门重报；重报之前，靠它的规则一律答“不明”。"


def preview(batch_id: str) -> Withdrawal:
    """What `withdraw` would do now. Raises: INTAKE_NO_BATCH, INTAKE_CANNOT_WITHDRAW."""
    batch = batches.standing(batch_id)
    if batch.is_withdrawn:
        return Withdrawal(batch, 0, 0, Loss(0, ()), again=True)
    batches.require_withdrawable(batch)
    found = grounds.changed(batch_id, batches.withdrawn() | {batch_id})
    return Withdrawal(batch, len(found.struck), found.held, leads_read.would_lose(found.struck))


def preview_undo(batch_id: str) -> Undo:
    """What `undo` would do now. Raises: INTAKE_NO_BATCH, INTAKE_NOT_WITHDRAWN, INTAKE_IN_THE_WAY."""
    batch = batches.standing(batch_id)
    batches.require_free(batch_id)
    found = grounds.changed(batch_id, batches.withdrawn() - {batch_id})
    regain = leads_read.would_regain(found.regained)
    return Undo(batch, len(regain.hits), regain)


def withdraw(batch_id: str, *, reason: str, by: Account) -> Withdrawal:
    """Take a batch back, with its hits, leads, tasks and notices, all or nothing; done before, it changes nothing.

    Raises: INTAKE_NO_BATCH, INTAKE_NO_REASON, INTAKE_CANNOT_WITHDRAW, JOBS_BUSY while a screening runs.
    """
    batch = batches.standing(batch_id)
    if batch.is_withdrawn:
        return preview(batch_id)
    # Asked before the claim: what was asked wrongly is no failed screening.
    batches.require_withdrawable(batch)
    batches.require_reason(reason)

    def consequences(at: dt.datetime) -> Withdrawal:
        found = grounds.changed(batch_id, batches.withdrawn())
        because = f"{batch.department}{batch.source_name}（{batch.period}）已撤回：{reason.strip()}"
        loss = leads.strike(found.struck, because=because, by=by, at=at)
        return Withdrawal(batch, len(found.struck), found.held, loss)

    # A screening that has read the batch would otherwise open leads from it afterwards.
    with jobs.claim("screen", "county", by=by) as job:
        done = intake.withdraw(batch_id, by=by, reason=reason, consequences=consequences)
        job.finish(f"撤回{batch_id}，撤掉依据{done.struck}条")
    return done


def undo(batch_id: str, *, by: Account) -> Undo:
    """Take a withdrawal back. Raises: INTAKE_NO_BATCH, INTAKE_NOT_WITHDRAWN, INTAKE_IN_THE_WAY, JOBS_BUSY."""
    batch = batches.standing(batch_id)
    batches.require_free(batch_id)

    def consequences(at: dt.datetime) -> Undo:
        found = grounds.changed(batch_id, batches.withdrawn())
        because = f"{batch.department}{batch.source_name}（{batch.period}）的撤回已撤销"
        back = leads.regain(found.regained, because=because, by=by, at=at)
        return Undo(batch, len(back.hits), back)

    with jobs.claim("screen", "county", by=by) as job:
        done = intake.restore(batch_id, by=by, consequences=consequences)
        job.finish(f"撤销{batch_id}的撤回，恢复依据{done.regained}条")
    return done
