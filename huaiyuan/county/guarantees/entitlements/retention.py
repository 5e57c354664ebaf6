"""Old computations go by themselves (旧核对清理); what a row of the gap ledger rests on stays."""

from __future__ import annotations

from pathlib import Path

from huaiyuan.base import reference
from huaiyuan.base.figures import retention
from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.entitlements import computing, inputs
from huaiyuan.county.guarantees.entitlements.models import Gap

KEPT = "gap.kept_computations"


def drop_old() -> list[str]:
    """Remove computations older than a day beyond the newest few (a parameter) that no row refers to; returns their names.

    Without the parameter nothing goes.
    """
    few = reference.parameter(KEPT, clock.today())
    if few is None:
        return []
    beyond = [folder for folder in _newest_first()[max(int(few.value), 1) :] if retention.rested(folder)]
    if not beyond:
        return []
    named = set(
        Gap.objects.filter(computed__in=[one.name for one in beyond]).values_list("computed", flat=True).distinct()
    )
    return retention.remove(folder for folder in beyond if folder.name not in named)


def _newest_first() -> list[Path]:
    """Computations in the order in which pages would read them."""
    return sorted((one for one in inputs.folder().glob("[0-9]*") if one.is_dir()), key=computing.place, reverse=True)
