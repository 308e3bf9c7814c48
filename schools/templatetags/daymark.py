"""What every page's template may ask for: an icon, a person's initials, the half of a list."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite. It is decoration: the words beside it carry the meaning."""
    return format_html(
        '<svg class="ic" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def initials(name: str) -> str:
    """First and last initial of a name: "Ms H. Lane" gives HL."""
    words = [word for word in name.split() if word.rstrip(".") not in {"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"}]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


@register.filter
def half(count: int) -> int:
    """Half of a number, rounded up: how many rows the first of two columns holds."""
    return (count + 1) // 2
