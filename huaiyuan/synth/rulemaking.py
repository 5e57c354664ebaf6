"""Changes of rules that a demo opens with: one that waits for a second person, one that holds from next month on."""

from __future__ import annotations

import datetime as dt

from huaiyuan.core.kernel import clock

PROPOSER, SECOND = "county2", "county1"


def change_rules() -> None:
    """Propose and try one change for the visitor to publish; try and publish another that changes nothing today."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.screening import changes

    by, other = access.acting(PROPOSER), access.acting(SECOND)
    month = clock.today().replace(day=1) + dt.timedelta(days=32)
    coming = month.replace(day=1)
    waiting = changes.propose(
        "R22", {"line": "2500"},
        changes.Paper(clock.today(), "两千五百元以上的临时救助，近半年多半是家里出了事，想早一点去看", "县监测中心11月会商"), by=by,
    )  # fmt: skip
    changes.try_change(waiting.change_no, by=by)
    settled = changes.propose(
        "R17", {"days": "2"}, changes.Paper(coming, "冬天停水两天就影响做饭取暖，按两天提示", "县水利局冬季供水保障会议纪要"), by=other,
    )  # fmt: skip
    changes.try_change(settled.change_no, by=other)
    changes.publish(settled.change_no, by=by)
