"""部门改了再报，先报的那份还没并入：两份都标明，县里写原因取消用不上的。"""

from __future__ import annotations

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions, queries
from huaiyuan.county.intake.models import Batch
from tests.intake_files import xlsx
from tests.integration.intake.nobody import find_nobody
from tests.integration.intake.test_receiving import _people, grid
from tests.pages import cast, get_page, post_page, quick_hashing, signed_in

__all__ = ["cast", "quick_hashing"]


@pytest.mark.slow
def test_an_older_file_that_was_never_merged_is_told_beside_its_correction_and_set_aside_with_a_reason(receive, cast):
    first, second = receive(xlsx(grid(_people(3)))).batch, receive(xlsx(grid(_people(4)))).batch
    actions.merge(second, by="center", match=find_nobody)
    assert queries.beside(queries.line(second)).older == (first,)
    assert queries.beside(queries.line(first)).newer == second

    county = signed_in(cast.center)
    told = get_page(county, "batch", batch_id=second).content.decode()
    assert "还有一份更早的没有并入" in told
    assert f"/bumen/{first}/quxiao/" in told
    assert "这一份不能再并入" in get_page(county, "batch", batch_id=first).content.decode()
    with pytest.raises(DomainError) as refusal:
        actions.merge(first, by="center", match=find_nobody)
    assert refusal.value.code == "INTAKE_NEWER_COUNTS"
    assert second in str(refusal.value)
    assert [queries.line(number).state for number in (first, second)] == ["checked", "merged"]

    assert post_page(county, "batch.cancel", {"reason": "部门已改好重报"}, batch_id=first).status_code == 302
    assert dict(Batch.objects.values_list("batch_id", "state")) == {first: "cancelled", second: "merged"}
    assert Event.objects.filter(action="intake.batch.cancelled", subject=f"batch:{first}").count() == 1
    assert queries.beside(queries.line(second)) == queries.Beside((), "")
    assert "还有一份更早的没有并入" not in get_page(county, "batch", batch_id=second).content.decode()
