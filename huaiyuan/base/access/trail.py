"""What the audit log says about access: every dotted action with its sentence."""

from huaiyuan.base import audit

ACCOUNT_OPENED = "access.account.opened"
ACCOUNT_SWITCHED = "access.account.switched"
PASSWORD_SET = "access.password.set"  # noqa: S105 - the name of an action
POSTING_STARTED = "access.posting.started"
POSTING_ENDED = "access.posting.ended"
ACCOUNTS_LOADED = "access.accounts.loaded"
SESSION_OPENED = "access.session.opened"
SESSION_REFUSED = "access.session.refused"
SESSION_CLOSED = "access.session.closed"
PAGE_REFUSED = "access.page.refused"
CODE_ISSUED = "access.code.issued"
PHONE_ENROLLED = "access.phone.enrolled"
PHONES_STOPPED = "access.phones.stopped"

SENTENCES = {
    ACCOUNT_OPENED: "开账号",
    ACCOUNT_SWITCHED: "启用或停用账号：{state}",
    PASSWORD_SET: "重设口令",
    POSTING_STARTED: "任职：{post}，{area}",
    POSTING_ENDED: "卸任：{post}，{area}",
    ACCOUNTS_LOADED: "成批装入账号 {count} 个",
    SESSION_OPENED: "登录（{way}）",
    SESSION_REFUSED: "登录没成：{why}",
    SESSION_CLOSED: "退出",
    CODE_ISSUED: "发手机开通码",
    PHONE_ENROLLED: "开通手机",
    PHONES_STOPPED: "停用手机 {count} 部，退出所有登录",
    PAGE_REFUSED: "要看“{page}”没给看：{why}",
}

for _action, _sentence in SENTENCES.items():
    audit.declare(_action, _sentence)
