"""The two errors that a user reads; everything else is a bug and is reported as one."""

from collections.abc import Iterable


class DomainError(Exception):
    """An action that the domain forbids, said in one sentence; `code` is stable and never shown.

    `said` is the sentence on a page, where codes mean nothing to anybody.
    """

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = self.said = message
        self.code = code


class UnknownName(DomainError):
    """A service, contract, role, rule... that does not exist, named with those that do.

    `words` are those that do as a page calls them.
    """

    def __init__(self, what: str, name: str, known: list[str], words: Iterable[str] = ()) -> None:
        listed = ", ".join(sorted(known)) or "aucun"
        super().__init__(f"{what} « {name} » : nom inconnu ; connus : {listed}.", code="unknown_name")
        there = ", ".join(words)
        self.said = f"{what} « {name} »\u00a0: il n’y en a pas ici{f', mais : {there}' if there else ''}."
