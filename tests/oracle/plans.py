"""A plan's way once more, written down from how a village and a township speak of it, and not from the product's table.

It knows no moves table and no needs. It keeps its own few counters and answers yes or no.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Paper:
    """A plan as somebody with a notebook would keep it."""

    lies: str = "with the village"
    approved: bool = False
    over: bool = False
    begun: bool = False
    to_do: int = 0
    done: int = 0
    helper: str = ""
    hands: set[str] = field(default_factory=set)

    def allows(self, act: str, said: dict) -> bool:
        """Whether the act may be done with what was said."""
        if self.over:
            return False
        writing = self.lies == "with the village" and not self.approved
        if act == "edit":
            return writing
        if act == "submit":
            helper = said["helper"] or self.helper
            return writing and self.to_do + self.done > 0 and helper == "servant" and not said["over"]
        if act == "take_back":
            return self.lies == "with the township"
        if act == "accept":
            return self.lies == "with the township" and said["by"] not in self.hands
        if act == "return_":
            return self.lies == "with the township" and said["by"] not in self.hands and said["reason"] != ""
        if act == "start":
            return self.approved and not self.begun
        if act == "carry_out":
            return self.approved
        if act == "carry_early":
            return not self.approved and said["reason"] != ""
        if act in ("drop", "revise"):
            return self.approved and said["reason"] != ""
        if act == "finish":
            return self.begun and self.to_do == 0 and self.done > 0
        return act == "stop" and said["reason"] != ""

    def does(self, act: str, said: dict) -> None:
        """What is different afterwards."""
        if act in ("edit", "submit", "revise"):
            self.hands.add(said["by"])
        if act == "submit":
            self.lies, self.helper = "with the township", said["helper"] or self.helper
        if act in ("take_back", "return_", "revise"):
            self.lies, self.approved, self.begun = "with the village", False, False
        if act == "accept":
            self.lies, self.approved = "with the village", True
        if act in ("start", "carry_out"):
            self.begun = True
        if act in ("carry_out", "carry_early"):
            self.to_do, self.done = self.to_do - 1, self.done + 1
        if act == "drop":
            self.to_do -= 1
        if act in ("finish", "stop"):
            self.over = True
