"""Forms with the look and the errors of the design. Plain `django.forms` fields; writing stays with the actions."""

from __future__ import annotations

from typing import Any

from django import forms

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


class Reason(Form):
    """The reason that a reveal, a return or a withholding asks for."""

    reason = forms.CharField(
        label="理由",
        min_length=2,
        max_length=200,
        error_messages={"required": "请写理由", "min_length": "理由太短，至少两个字"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
