"""Tables of casework. Private to this app: others use its actions, queries or published snapshot tables."""

from huaiyuan.county.casework.models.answers import AnswerFault, AnswerFile, EntryDoubt
from huaiyuan.county.casework.models.cycles import Cycle, CycleEvent
from huaiyuan.county.casework.models.exits import AfterCare, CareContact, ExitRisk, ExitSurvey, SecuredPaper
from huaiyuan.county.casework.models.files import (
    Authorisation,
    CaseFile,
    CaseStep,
    Comparison,
    ComparisonList,
    Deliberation,
    Objection,
    PublicSheet,
    StepProof,
    WebNotice,
)
from huaiyuan.county.casework.models.meetings import Meeting, MeetingItem

__all__ = [
    "AfterCare",
    "AnswerFault",
    "AnswerFile",
    "Authorisation",
    "CareContact",
    "CaseFile",
    "CaseStep",
    "Comparison",
    "ComparisonList",
    "Cycle",
    "CycleEvent",
    "Deliberation",
    "EntryDoubt",
    "ExitRisk",
    "ExitSurvey",
    "Meeting",
    "MeetingItem",
    "Objection",
    "PublicSheet",
    "SecuredPaper",
    "StepProof",
    "WebNotice",
]
