"""What the audit log says about ledgers: every dotted action with its sentence."""

from huaiyuan.base import audit

OPENED = "ledger.entry.opened"
AMENDED = "ledger.entry.amended"
MOVED = "ledger.entry.moved"
LOADED = "ledger.loaded"
RECEIVED = "ledger.fill.received"
CANCELLED = "ledger.fill.cancelled"
TAKEN = "ledger.workbook.taken"
REWRITTEN = "ledger.rewritten"
FILLED = "ledger.filled"
UNFILLED = "ledger.unfilled"
EXPORTED = "ledger.exported"
PHOTO_SHOWN = "ledger.photo.shown"

SENTENCES = {
    OPENED: "{ledger}建账{entry}",
    AMENDED: "改{ledger}{entry}的{columns}",
    MOVED: "{ledger}{entry}：{did}",
    LOADED: "{ledger}入账{count}条",
    RECEIVED: "收到{ledger}的回填{batch}，{rows}行，还没有写入",
    CANCELLED: "不写入{ledger}的回填{batch}",
    TAKEN: "下载{ledger}的表格{rows}条",
    REWRITTEN: "{ledger}成批改{count}条",
    FILLED: "{ledger}回填{batch}：改{cells}格，新增{added}条，{conflicts}格有冲突没改",
    UNFILLED: "撤回{ledger}的回填{batch}：还原{cells}格",
    EXPORTED: "导出{ledger}{rows}条",
    PHOTO_SHOWN: "看{ledger}{entry}的照片",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
