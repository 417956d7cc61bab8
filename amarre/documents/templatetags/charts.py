"""Charts in templates."""

from django import template
from django.utils.safestring import SafeString

from amarre.documents import drawing
from amarre.documents.charts import Chart

register = template.Library()


@register.filter
def picture(chart: Chart, extra: str = "") -> SafeString:
    """`{{ chart|picture }}`: the drawing, titled and described; a class of its own can be added."""
    return drawing.picture(chart, extra)
