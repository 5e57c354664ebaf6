"""The components of the design (docs/design-language.md) as template tags; built in, so no `{% load %}` is needed.

{% icon "send" %}  {% level lead.grade %}  {% state "sent" %}  {% deadline due %}  {{ fen|yuan }}
{% personal "id_number" person.id_masked %}  {% sep %}  {% note "red" "triangle-alert" title body %} … {% endnote %}
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from huaiyuan.base.access.permissions import Field
from huaiyuan.base.access.queries import sees_clear
from huaiyuan.base.pages import assets, words
from huaiyuan.base.pages.masked import masked
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.known import Known

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file."""
    return assets.url(name)


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, else it is decoration. Raises for an icon not in icons.json."""
    if name not in assets.ICONS:
        raise template.TemplateSyntaxError(f"no icon {name!r} in frontend/icons.json")
    kind = "i" if size == 16 else f"i i-{size}"
    speaks = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', kind, speaks, assets.url("icons.svg"), name)


@register.simple_tag
def sep() -> SafeString:
    """The drawn separator dot; a typed one is a full character wide in Chinese fonts."""
    return mark_safe('<i class="sep"></i>')


@register.simple_tag
def badge(kind: str, text: Any, glyph: str = "") -> SafeString:
    """A state badge: kind is plain, blue, green, amber, yellow, red or unknown."""
    picture = icon(glyph) if glyph else ""
    return format_html('<span class="badge badge-{}">{}{}</span>', kind, picture, text)


@register.simple_tag
def state(code: str) -> SafeString:
    """The badge of a registered state (`words.STATES`): the same words and shape everywhere."""
    shown = words.STATES[str(code)]
    return badge(shown.kind, shown.text, shown.icon)


@register.simple_tag
def known(value: Any, because: str = "") -> SafeString:
    """是 / 否 / 不明, the last with what is missing."""
    answer = value if isinstance(value, Known) else Known.of(value)
    if answer is Known.UNKNOWN:
        return badge("unknown", f"不明（{because}）" if because else "不明", "circle-help")
    return badge("plain", answer.value, "check" if answer is Known.YES else "x")


_BARS = {"红": (3, "red"), "橙": (2, "orange"), "黄": (1, "yellow")}


@register.simple_tag
def level(grade: str) -> SafeString:
    """Level 红 橙 黄: rising bars filled 3, 2, 1 and the character; legible without colour."""
    if not grade:
        return mark_safe("—")
    filled, kind = _BARS[grade]
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="4" height="{}" rx="1"{}/>',
        (
            (f"{0.5 + i * 6}", f"{13.5 - h}", h, mark_safe(' class="on"') if i < filled else "")
            for i, h in enumerate((5, 9, 13))
        ),
    )
    return format_html(
        '<span class="level level-{}"><svg viewBox="0 0 17 14" aria-hidden="true">{}</svg>{}</span>', kind, bars, grade
    )


@register.simple_tag
def deadline(due: Any, done: bool | None = None) -> SafeString:
    """A deadline badge: due is a `words.Deadline`, an aware datetime or a date; done closes it."""
    shown = due if isinstance(due, words.Deadline) else words.deadline(due, clock.business_now(), done=done)
    return format_html('<span class="due due-{}">{}{}</span>', shown.kind, icon(shown.icon), shown.text)


@register.filter
def yuan(value: Any) -> str:
    """分 (int) or 元 (Decimal) as people read it; — for none. Floats are refused, they cannot carry money."""
    if value is None or value == "":
        return "—"
    amount = money.to_yuan(value) if isinstance(value, int) else value
    if not isinstance(amount, Decimal):
        raise TypeError("money is 分 as int or 元 as Decimal")
    return money.shown(amount).replace("-", "−")


@register.filter
def number(value: Any) -> str:
    """A count with thousands separators; — for none."""
    if value is None or value == "":
        return "—"
    text = f"{value:,}" if not isinstance(value, Decimal) else f"{value.normalize():,f}"
    return text.replace("-", "−")


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as 11-23 in the business year, 2025-11-23 otherwise; — for none or an open end."""
    if value is None:
        return "—"
    on = value.astimezone(clock.SHANGHAI).date() if isinstance(value, dt.datetime) else value
    if on >= clock.OPEN_END:
        return "—"
    return f"{on:%m-%d}" if on.year == clock.today().year else on.isoformat()


@register.filter
def full_day(value: dt.date | None) -> str:
    """A date as 2026-11-23; — for none or an open end."""
    return "—" if value is None or value >= clock.OPEN_END else value.isoformat()


@register.filter
def moment(value: dt.datetime | None) -> str:
    """An instant as 2026-11-23 14:06 in Asia/Shanghai; — for none."""
    return "—" if value is None else f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


@register.simple_tag
def page_url(name: str, key: str) -> str:
    """The address of a page whose parts are told as one key, `/` between them."""
    return reverse(name, args=key.split("/"))


@register.simple_tag(takes_context=True)
def personal(context: Context, kind: str, value: Any) -> str:
    """A personal field as this account may see it: in clear or masked. Kinds are those of `access.Field`."""
    request = context.get("request")
    field = Field(kind)
    if value in (None, ""):
        return "—"
    return str(value) if request is not None and sees_clear(request.user, field) else masked(field, value)


@register.simple_tag
def strip(*parts: Any, scale: Any = None, label: str = "") -> SafeString:
    """A bar of up to three parts drawn to `scale` (their sum by default); nothing is drawn for none."""
    values = [float(p or 0) for p in parts]
    whole = float(scale) if scale else sum(values)
    drawn, at = [], 0.0
    for value, kind in zip(values, "abc", strict=False):
        width = 100 * value / whole if whole else 0
        drawn.append((kind, f"{at:.2f}", f"{max(width - (0.2 if at + width < 100 else 0), 0):.2f}"))
        at += width
    rects = format_html_join("", '<rect class="{}" x="{}%" width="{}%" height="10"/>', drawn)
    speaks = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="strip" {}><rect class="trough" width="100%" height="10" rx="2"/>{}</svg>', speaks, rects
    )


@register.inclusion_tag("parts/progress.html")
def progress(done: int, total: int, says: str) -> dict[str, Any]:
    """A progress bar with its sentence: says what step it is and that the page may be left."""
    share = round(100 * done / total, 1) if total else 0
    return {"done": done, "total": total, "share": min(share, 100), "says": says, "has_total": bool(total)}


@register.inclusion_tag("parts/stat.html")
def stat(label: str, value: Any, unit: str = "", url: str = "", second: str = "", unknown: str = "") -> dict[str, Any]:
    """A figure as one link to what lies behind it; with `unknown` it says 不明 and what is missing."""
    return {"label": label, "value": value, "unit": unit, "url": url, "second": second, "unknown": unknown}


@register.inclusion_tag("parts/steps.html")
def stepper(names: str | list[str], current: int) -> dict[str, Any]:
    """Steps with the current one (1-based); names as a list or divided by |."""
    all_names = names.split("|") if isinstance(names, str) else names
    kinds = ["done" if i < current else "current" if i == current else "next" for i in range(1, len(all_names) + 1)]
    return {
        "steps": [{"no": i, "name": n, "kind": k} for i, (n, k) in enumerate(zip(all_names, kinds, strict=True), 1)]
    }


@register.inclusion_tag("parts/field.html")
def field(bound: Any, kind: str = "") -> dict[str, Any]:
    """A form field with label, hint and error; kind "choices" draws radios as cards, "row" side by side."""
    return {"field": bound, "kind": kind, "widget": getattr(bound.field.widget, "input_type", "textarea")}


@register.simple_block_tag
def note(content: str, kind: str = "blue", glyph: str = "info") -> SafeString:
    """`{% note "red" "triangle-alert" %}<p><b>What is the case.</b></p><p>What to do.</p>{% endnote %}`."""
    role = mark_safe(' role="alert"') if kind == "red" else ""
    return format_html(
        '<div class="note note-{}"{}>{}<div class="grow">{}</div></div>', kind, role, icon(glyph), content
    )


@register.simple_block_tag
def empty(content: str, title: str = "", glyph: str = "circle-check", good: bool = True) -> SafeString:
    """An empty state: good news, filtered to nothing (good=False), or not yet."""
    return format_html(
        '<div class="empty{}">{}<p class="title">{}</p>{}</div>',
        " empty-good" if good else "",
        icon(glyph, 20),
        title,
        content,
    )


@register.simple_block_tag
def evidence(content: str, glyph: str = "info", meta: Any = "") -> SafeString:
    """One hit, one sentence: the icon of the department, who, when, what; then where it comes from."""
    under = format_html('<span class="meta">{}</span>', meta) if meta else ""
    return format_html(
        '<div class="evidence">{}<div><span class="says">{}</span>{}</div></div>', icon(glyph), content, under
    )


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The address of this page with some query parameters changed; an empty value drops one."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else context["request"].path
