"""The choices of a list, written at once: a filter bar has hundreds of them."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from amarre.ui import french

register = template.Library()


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """An <option> for each pair of a word and its label; the chosen one is selected."""
    return mark_safe(
        "".join(
            f'<option value="{escape(word)}"{" selected" if word == chosen else ""}>'
            f"{escape(french.written(label))}</option>"
            for word, label in choices
        )
    )
