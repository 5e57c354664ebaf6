"""What the audit log says about reference data: every dotted action with its sentence."""

from huaiyuan.base import audit

YEAR_ENTERED = "reference.calendar.entered"

BROUGHT_UP = "reference.parameters.brought_up"
AREAS_LOADED = "reference.areas.loaded"
FACTS_LOADED = "reference.facts.loaded"

SENTENCES = {
    BROUGHT_UP: "随系统新版本补上政策参数{values}项",
    AREAS_LOADED: "装入区划{count}条",
    FACTS_LOADED: "装入县情常量{count}条",
    YEAR_ENTERED: "录入{year}年放假调休安排，共{days}天",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
