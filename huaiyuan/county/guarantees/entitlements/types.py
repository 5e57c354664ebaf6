"""Words of the gap ledger."""

from __future__ import annotations

from django.db.models import TextChoices

from huaiyuan.core.engine.entitlements import answering
from huaiyuan.core.policy.benefits import shape


class How(TextChoices):
    """What is wrong between what is due and what was paid."""

    LACKING = answering.LACKING, "应享未享"
    TOO_MUCH = answering.TOO_MUCH, "多发"
    NOT_DUE = answering.NOT_DUE, "不应享而享"


# Computed but never a row of the ledger: nobody can settle what is not known, only who lacks the data.
UNKNOWN = (answering.OPEN, answering.NO_AMOUNT, answering.NO_BOOK)


class Done(TextChoices):
    """What the department did about it."""

    PAID = "paid", "已补发"
    STOPPED = "stopped", "已停发"
    RECOVERED = "recovered", "已追回"
    RIGHT = "right", "核实没有错，说明原因"
    OTHER = "other", "暂时办不了，说明原因"


def _told() -> list[tuple[str, str, str]]:
    found = (shape.read(file, text)[0] for file, text in shape.texts().items())
    return [(one.id, one.short, one.department) for one in found]


TOLD = _told()


def _codes(name: str, members: dict[str, tuple[str, str]]) -> type[TextChoices]:
    """Choices that follow from the catalogue: the enumeration's functional form, which its stubs do not know."""
    made: type[TextChoices] = TextChoices(name, members)  # type: ignore[call-overload]
    return made


Benefits = _codes("Benefits", {one.upper(): (one, short) for one, short, _ in TOLD})
Departments = _codes(
    "Departments", {f"D{place}": (name, name) for place, name in enumerate(sorted({name for _, _, name in TOLD}))}
)
