"""What the audit log says about income statements: every dotted action with its sentence."""

from huaiyuan.base import audit

MEASURED = "income.statement.measured"
CONFIRMED = "income.statement.confirmed"
RETURNED = "income.statement.returned"
SIGNED = "income.statement.signed"
SHOWN = "income.statement.shown"
PRINTED = "income.statement.printed"
PHOTO_ADDED = "income.photo.added"
PHOTO_SHOWN = "income.photo.shown"
EXPORTED = "income.exported"
READ = "income.read"
LOADED = "income.loaded"

SENTENCES = {
    MEASURED: "测算收入{statement}：{period}，第{version}次",
    CONFIRMED: "复核收入测算{statement}",
    RETURNED: "退回收入测算{statement}",
    SIGNED: "补签收入测算{statement}",
    SHOWN: "看收入测算{statement}",
    PRINTED: "打印收入测算表{statement}",
    PHOTO_ADDED: "上传收入测算{statement}的{what}",
    PHOTO_SHOWN: "看收入测算{statement}的照片",
    EXPORTED: "导出收入测算{rows}份",
    READ: "用命令读收入测算",
    LOADED: "装入收入测算{statements}份",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
