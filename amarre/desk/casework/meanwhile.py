"""Two people write to a case at once: the second is shown what the first one did, and keeps what they typed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms

from amarre.cases.editing import Outdated
from amarre.cases.models import Case


class Unspoken(forms.HiddenInput):
    """What a box held, sent back with it; it has nothing that a screen reader should read."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        kept = {word: said for word, said in (attrs or {}).items() if not word.startswith("aria-")}
        return super().get_context(name, value, kept)


class SeenForm(forms.Form):
    """A form about a case, which says which version of it the person had read."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    #: What another person did since, when the form was sent over their work.
    meanwhile: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile = []

    def carry_what_was_read(self) -> None:
        """Let each box travel with what it held, so that only what the person changed is written."""
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "seen"
            field.hidden_widget = Unspoken

    def version_of(self, case: Case) -> int:
        """The version read; what the case is at, where nothing says it."""
        seen: int | None = self.cleaned_data.get("seen")
        return case.version if seen is None else seen

    def follow(self, first: Outdated) -> None:
        """Stand over what the first one did: sent again, the form is written after it."""
        self.meanwhile = first.done
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("seen")] = str(first.version)  # type: ignore[index]

    def rebase(self, now: Mapping[str, Any]) -> None:
        """Show what stands now in every box that the person left as it was: only what they typed is theirs."""
        changed = self.changed_data
        for name, value in now.items():
            prepared = self.fields[name].prepare_value(value) if name in self.fields else None
            text = "" if prepared is None else str(prepared)
            if name in self.fields and name not in changed:
                self.data[self.add_prefix(name)] = text  # type: ignore[index]
            self.data[self.add_initial_prefix(name)] = text  # type: ignore[index]


@contextmanager
def writing(form: SeenForm) -> Iterator[None]:
    """Write what the form says; where somebody was faster nothing is written, and `form.meanwhile` tells of it."""
    try:
        yield
    except Outdated as first:
        form.follow(first)
