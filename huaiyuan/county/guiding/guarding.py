"""What others are to read of a question holds nothing of a person: the scanner that guards notices guards it too."""

from __future__ import annotations

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.guiding import errors
from huaiyuan.county.registry import queries as households

SHORTEST_NAME = 2
ASKED, ANSWERED, BASIS = "问题", "答复", "依据"


def refuse(household_no: str, **texts: str) -> None:
    """Raises GUIDING_PERSONAL for a number or a word of illness, GUIDING_NAMED for the name of one of the household.

    因病 and 因残 are kinds of risk here and no one's illness. `texts` are by what the form calls them.
    """
    for where, text in texts.items():
        found = public_text.findings(text, risk_words=False)
        if found:
            raise DomainError(errors.PERSONAL, where=where, says=_says(found[0].says))
    named = households.living([household_no], clock.today()).get(household_no, ()) if household_no else ()
    for where, text in texts.items():
        for member in named:
            if len(member.name) >= SHORTEST_NAME and member.name in text:
                raise DomainError(errors.NAMED, where=where, name=member.name)


def _says(says: str) -> str:
    """The scanner's sentence, which speaks of a public notice, without its ending."""
    return says.partition("，公示里")[0].partition("。请")[0]
