"""What pages and scripts read of guiding, within an account's rows."""

from huaiyuan.county.guiding.queries.questions import (
    Answered,
    StepHelp,
    at_step,
    find_question,
    guides,
    may_answer,
    question_page,
    questions,
    searched,
    some_question,
    steps,
)
from huaiyuan.county.guiding.queries.visits import (
    FaultLine,
    VillageLine,
    VisitLine,
    fault_lines,
    fault_page,
    faults,
    find_fault,
    find_visit,
    shows_photo,
    some_fault,
    some_visit,
    stages,
    usual_sample,
    villages,
    visit_lines,
    visit_page,
    visits,
)

__all__ = [
    "Answered", "FaultLine", "StepHelp", "VillageLine", "VisitLine", "at_step", "fault_lines", "fault_page", "faults",
    "find_fault", "find_question", "find_visit", "guides", "may_answer", "question_page", "questions", "searched",
    "shows_photo", "some_fault", "some_question", "some_visit", "stages", "steps", "usual_sample", "villages",
    "visit_lines", "visit_page", "visits",
]  # fmt: skip
