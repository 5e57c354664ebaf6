"""Forms with the look and the errors of the design. Plain `django.forms` fields; writing stays with the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from huaiyuan.base.pages import typed
from huaiyuan.core.kernel.errors import DomainError

_BOXES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput, forms.HiddenInput)


class Form(forms.Form):
    """A form whose text fields carry the design's class. Draw fields with `{% field form.name %}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for made in self.fields.values():
            if not isinstance(made.widget, _BOXES):
                if isinstance(made.widget, forms.Textarea):
                    made.widget.attrs["rows"] = 3
                made.widget.attrs["class"] = f"{made.widget.attrs.get('class', '')} input".strip()


class DayField(forms.DateField):
    """A day, written or chosen; what is no day is an error that says how one is written, and stays in the form."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, help_text=help_text,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": f"请填“{label}”"},
        )  # fmt: skip

    def to_python(self, value: Any) -> dt.date | None:
        """The day that was typed."""
        if isinstance(value, dt.date):
            return value
        try:
            return typed.day(value, str(self.label))
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal), code="invalid") from None


class Reason(Form):
    """The reason that a reveal, a return or a withholding asks for."""

    reason = forms.CharField(
        label="理由",
        min_length=2,
        max_length=200,
        error_messages={"required": "请写理由", "min_length": "理由太短，至少两个字"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
