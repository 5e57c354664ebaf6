"""What the registry's own checks refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_REASON = declare("QUALITY_NO_REASON", "请写明为什么没有错，例如“户口本上就是这样”。")
NOT_OPEN = declare("QUALITY_NOT_OPEN", "这条疑点现在是“{state}”，不用再办。请刷新看一眼。")
NOT_JUDGED = declare("QUALITY_NOT_JUDGED", "这条疑点现在是“{state}”，没有可收回的结论。请刷新看一眼。")
NOT_CORRECTABLE = declare("QUALITY_NOT_CORRECTABLE", "这条疑点不在这里改。请照页面上“怎么改”的话办。")
NO_CHOICE = declare("QUALITY_NO_CHOICE", "请先选改谁、改成什么，再点“改登记”。")
