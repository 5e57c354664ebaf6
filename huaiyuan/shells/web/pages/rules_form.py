"""The form of 改规则: new values of parameters or a rule's new text, with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.core.policy import parameters
from huaiyuan.county.screening import changes, describing


class ChangeForm(Form):
    """New values of parameters, or a rule's new text, with what they rest on."""

    since = DayField(label="从哪天起施行")
    reason = forms.CharField(
        label="为什么改", min_length=2, max_length=300, widget=forms.Textarea,
        error_messages={"required": "请写为什么改", "min_length": "写得太短，至少两个字"},
    )  # fmt: skip
    source = forms.CharField(
        label="依据", help_text="文件名称，或哪次会议", max_length=200, error_messages={"required": "请写依据"}
    )
    doc_no = forms.CharField(label="文号", help_text="没有就空着", max_length=120, required=False)

    def __init__(
        self, *args: Any, stories: Sequence[describing.ParameterStory] = (), text: str | None = None,
        values: Mapping[str, str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.names = [one.name for one in stories]
        may_stay = len(stories) > 1
        for number, one in enumerate(stories):
            self.fields[f"v{number}"] = forms.CharField(
                label=one.title, required=False, max_length=80, initial=(values or {}).get(one.name, ""),
                help_text=_hint(one, may_stay=may_stay), widget=_box(parameters.load()[one.name], may_stay=may_stay),
            )  # fmt: skip
        if text is not None:
            self.fields["text"] = forms.CharField(
                label="规则正文", strip=False,
                widget=forms.Textarea(attrs={"class": "input code", "rows": 28, "spellcheck": "false", "data-verbatim": ""}),
            )  # fmt: skip
            self.fields["text"].initial = text

    def value_fields(self) -> list[Any]:
        """The boxes of the parameters."""
        return [self[f"v{number}"] for number in range(len(self.names))]

    def given(self) -> dict[str, str]:
        """What was typed, by parameter."""
        return {name: self.cleaned_data.get(f"v{number}", "") for number, name in enumerate(self.names)}

    def paper(self) -> changes.Paper:
        """What it rests on."""
        data = self.cleaned_data
        return changes.Paper(data["since"], data["reason"], data["source"], data["doc_no"])


def _box(shipped: parameters.Shipped, *, may_stay: bool) -> forms.Widget:
    """A list to choose from where one of few is meant, else a line to write in."""
    if shipped.choices and not shipped.several:
        return forms.Select(
            attrs={"class": "input"},
            choices=[("", "不改" if may_stay else "请选"), *((one, one) for one in shipped.choices)],
        )
    return forms.TextInput(attrs={"class": "input", "autocomplete": "off"})


def _hint(one: describing.ParameterStory, *, may_stay: bool) -> str:
    shipped = parameters.load()[one.name]
    now = f"现行 {one.now}" if one.now else "还没有录入"
    unit = "" if shipped.choices else f"，单位 {one.unit}"
    ends = "；一年一定，到施行那年年底为止" if one.yearly else ""
    several = f"；写几个时用顿号隔开，只能写{parameters.BETWEEN.join(shipped.choices)}" if shipped.several else ""
    return f"{now}{unit}{ends}{several}{'；不改就空着' if may_stay else ''}"
