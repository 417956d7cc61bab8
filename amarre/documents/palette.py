"""The colours of charts: those of the pages' light theme, read from their tokens, and the class that each one is."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

#: The class of amarre.css for what is filled with a token, without an edge.
FILLS = {
    "c1": "f1", "c2": "f2", "c3": "f3", "c4": "f4", "c5": "f5", "c6": "f6", "c-rest": "rest", "surface-2": "track",
}  # fmt: skip
#: The class for what is written.
WRITTEN = {"text": "", "muted": "q"}
#: The class for what is drawn along a line.
STROKES = {"c1": "l1", "c-rest": "lr", "border": "g", "border-strong": "ax", "text": "goal"}
#: What is filled with one token and edged with another: projected, or not over.
EDGED = {("c-soft", "c1"): "soft"}


@cache
def colours() -> Mapping[str, str]:
    """Every token of the light theme by name (`c1`, `muted`): its colour in six figures."""
    text = files("amarre.ui").joinpath("static", "ui", "tokens.css").read_text("utf-8")
    light = text.split("{", 1)[1].split("}", 1)[0]
    found = re.findall(r"--am-([a-z0-9-]+):\s*#([0-9a-f]{3,6})\b", light)
    return {name: f"#{shade if len(shade) == 6 else ''.join(2 * sign for sign in shade)}" for name, shade in found}


def class_of(fill: str | None, stroke: str | None, *, written: bool = False) -> str:
    """The class that colours a shape, or a text, in every theme; ValueError for a colour that has none."""
    inside, edge = _token(fill), _token(stroke)
    if written:
        found = WRITTEN.get(inside or "text")
    elif edge:
        found = EDGED.get((inside, edge)) if inside else STROKES.get(edge)
    else:
        found = FILLS.get(inside or "")
    if found is None:
        raise ValueError(f"no class is filled with {fill} and edged with {stroke}")
    return found


@cache
def _token(colour: str | None) -> str | None:
    if colour in (None, "none", "transparent"):
        return None
    for name in (*FILLS, *WRITTEN, *STROKES, "c-soft"):
        if colours()[name] == colour:
            return name
    raise ValueError(f"{colour} is the colour of no token")
