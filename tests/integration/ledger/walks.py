"""Random walks of a row against a notebook that knows the declaration only: where it stands, who may do what, who did what."""

from __future__ import annotations

import random
from typing import Any

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.types import Who
from tests.integration.ledger.suite import Hands, picture

KIT = "LEDGER_"


class Notebook:
    """What an attentive clerk would write down beside a row; it asks nothing of the kit."""

    def __init__(self, ledger: Any) -> None:
        self.steps = {m.name: m for m in ledger.moves}
        self.state, self.version = str(ledger.opening.state), 1
        self.doers: dict[str, int] = {}

    def expects(self, name: str, who: Who | None, account: Any) -> bool:
        """Whether a step may be done now by this hand."""
        step = self.steps[name]
        begins = self.state in [str(source) for source in step.sources]
        alone = bool(step.other_than) and self.doers.get(step.other_than) == account.pk
        return begins and who in step.by and not alone

    def did(self, name: str, account: Any) -> None:
        """That it was done."""
        self.state, self.version = str(self.steps[name].target), self.version + 1
        self.doers[name] = account.pk


def walk(hands: Hands, row: Any, seed: int, steps: int) -> set[str]:
    """Try steps by anybody; answers the steps that were done. Fails where the kit and the notebook disagree."""
    ledger, luck, book = hands.ledger, random.Random(seed), Notebook(hands.ledger)
    people: list[tuple[Who | None, Any]] = [
        (who, hands.of(who)) for who in Who if who is not Who.COUNTY or _named(ledger, who)
    ]
    people += [(None, stranger) for stranger in hands.strangers]
    made: set[str] = set()
    for _ in range(steps if ledger.moves else 0):
        step = luck.choice(ledger.moves)
        # Half of the tries are by whose turn it is, or chance would seldom get anywhere.
        likely = [pair for pair in people if pair[0] in step.by]
        who, account = luck.choice(likely if likely and luck.random() < 0.5 else people)
        wanted = book.expects(step.name, who, account)
        try:
            moved = actions.move(ledger, row.number, step.name, hands.texts(luck.randrange(5), step.asks), by=account,
                                 reason="走一步", pictures=[picture()] if ledger.slot(*step.asks) else ())  # fmt: skip
        except DomainError as refusal:
            assert not wanted or not refusal.code.startswith(KIT), f"{step.name} by {who} from {book.state}: {refusal}"  # noqa: PT017
            continue
        assert wanted, f"{step.name} by {who} from {book.state} was done"
        book.did(step.name, account)
        made.add(step.name)
        assert (moved.state, moved.version) == (book.state, book.version)
    row.refresh_from_db()
    assert (row.state, row.version) == (book.state, book.version)
    return made


def _named(ledger: Any, who: Who) -> bool:
    return any(who in step.by for step in ledger.moves)
