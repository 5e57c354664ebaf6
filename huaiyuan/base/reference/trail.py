"""What the audit log says about reference data: every dotted action with its sentence."""

from huaiyuan.base import audit

YEAR_ENTERED = "reference.calendar.entered"

AREAS_LOADED = "reference.areas.loaded"
FACTS_LOADED = "reference.facts.loaded"

SENTENCES = {
    AREAS_LOADED: "装入区划{count}条",
    FACTS_LOADED: "装入县情常量{count}条",
    YEAR_ENTERED: "录入{year}年放假调休安排，共{days}天",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
