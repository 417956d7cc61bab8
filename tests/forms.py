"""The form of a page, as a browser would send it."""

from html.parser import HTMLParser


def form_in(html: str, holding: str) -> dict[str, list[str]]:
    """What the form that holds a box of that name would send as it stands; buttons send nothing."""
    reader = _Forms()
    reader.feed(html)
    found = [form for form in reader.forms if holding in reader.names[id(form)]]
    assert found, f"no form holds {holding}"
    return found[-1]


class _Forms(HTMLParser):
    """Every form of a page with its boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.names: dict[int, set[str]] = {}
        self._area = self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
            self.names[id(self.forms[-1])] = set()
        if not self.forms:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        self.names[id(self.forms[-1])].add(name)
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self._keep(name, value)
        elif tag == "textarea":
            self._area = name
            self._keep(name, "")
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((value, "selected" in given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select" and self._options:
            # Without a choice, a browser sends the first of the list.
            self._keep(self._select, next((value for value, chosen in self._options if chosen), self._options[0][0]))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area][-1] += data.removeprefix("\n")

    def _keep(self, name: str, value: str) -> None:
        if name:
            self.forms[-1].setdefault(name, []).append(value)
