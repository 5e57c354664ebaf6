"""What guiding refuses, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

# The same words for what is absent and what is foreign, so that nobody can tell them apart.
NOT_FOUND = declare("GUIDING_NOT_FOUND", "这里没有你能看的内容。")
NOT_A_GUIDE = declare("GUIDING_NOT_A_GUIDE", "{name}现在不在县监测中心任职。请从名单里选。")
NO_TOWNSHIP = declare("GUIDING_NO_TOWNSHIP", "没有代码是“{area}”的乡镇。请从名单里选。")
NO_STEP = declare("GUIDING_NO_STEP", "没有“{step}”这一步。请从清单里选是哪一步的问题。")
NO_QUESTION = declare("GUIDING_NO_QUESTION", "请写要问什么，一两句话就行。")
NO_ANSWER = declare("GUIDING_NO_ANSWER", "请写怎么答复，再写一句依据。")
PERSONAL = declare("GUIDING_PERSONAL", "{where}里{says}。问答留给大家看，不写哪一户、哪个人；改好再提交，填的都还在。")
NAMED = declare("GUIDING_NAMED", "{where}里写了“{name}”，是这一户的人。问答留给大家看，请改成“某户”“户主”再提交。")
STAGE = declare("GUIDING_STAGE", "现在是“{state}”，不能{says}。请刷新看一眼再定。")
CHANGED = declare("GUIDING_CHANGED", "别人刚改过这一件，您的意见还没提交，请刷新看一眼再定。")
NO_REASON = declare("GUIDING_NO_REASON", "请写明{what}的原因，村里看得到，也会留痕。")
NO_VILLAGE = declare("GUIDING_NO_VILLAGE", "没有代码是“{area}”的村。请从名单里选。")
VISIT_DAY = declare("GUIDING_VISIT_DAY", "日期{on}还没到。请写已经去过的日期。")
NOTHING_LOOKED_AT = declare("GUIDING_NOTHING_LOOKED_AT", "请至少选一样看了什么。")
SAMPLE = declare("GUIDING_SAMPLE", "抽查户数要在0到{most}之间。请改正再提交。")
NO_FAULT = declare("GUIDING_NO_FAULT", "请写是什么问题、属于哪个环节。")
FAULT_DUE = declare("GUIDING_FAULT_DUE", "整改期限{on}不对：要在今天以后、{most}天以内。请改正。")
NOT_SAMPLED = declare("GUIDING_NOT_SAMPLED", "{household_no}不是这次抽中的户。请从抽中的户里选，或者不选户。")
NO_DIFFERENCE = declare("GUIDING_NO_DIFFERENCE", "请写一句哪里和记录不一致。")
NO_MENDING = declare("GUIDING_NO_MENDING", "请写怎么整改的。")
NO_PHOTO = declare("GUIDING_NO_PHOTO", "请拍一张整改好的照片再报，没有凭据销不了号。")
DOER = declare("GUIDING_DOER", "这个问题的整改是您报的，要换一个人{says}。")
