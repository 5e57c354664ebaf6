"""What water refuses, in words that say what to do. What the public reads is as plain as can be."""

from __future__ import annotations

from huaiyuan.core.kernel.errors import declare

IN_HAND = declare("WATER_IN_HAND", "这处工程还有{count}条报修没办完（{number}），不能报废。请先办完。")
NO_TROUBLE = declare("WATER_NO_TROUBLE", "请点一样：没水、水小、水浑，还是管破了。")
NO_PHONE = declare("WATER_NO_PHONE", "请填一个电话，11位手机号或带区号的座机，管水员好联系您。")
NO_PLACE = declare("WATER_NO_PLACE", "请选您家在哪个村。")
NO_WORKS = declare("WATER_NO_WORKS", "这个村还没有登记供水工程，请直接打电话给村干部。")
PAID = declare("WATER_PAID", "这张报修单的支出已经记在维修基金里，金额不能再改。记错了请水利局在维修基金里办。")
NOT_FOUND = declare("WATER_NOT_FOUND", "这里没有你能看的内容。")
