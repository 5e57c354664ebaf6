"""What the work list refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_TASK = declare("TASK_NOT_FOUND", "这里没有您能办的任务。")
NOT_OPEN = declare("TASK_NOT_OPEN", "这件事{state}，不用再办。请刷新待办。")
NO_PROOF = declare("TASK_NO_PROOF", "请写明办结凭据：{proof}。")
NO_REASON = declare("TASK_NO_REASON", "请写明原因再办。")
NO_KIND = declare("TASK_NO_KIND", "没有“{kind}”这种任务。请先登记任务种类。")
NOT_POSTED = declare("TASK_NOT_POSTED", "{name}不在这件事的承办岗位上，接不了。请选同一岗位、同一区划的人。")
