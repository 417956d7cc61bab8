"""The words by which people find a worker or an establishment, made from their rows after each import."""

from django.db import models

from amarre.accounts.models import Service
from amarre.directory.enums import SearchKind
from amarre.exchange.models import known


class SearchEntry(models.Model):
    """One folded word of one worker or establishment (amarre/directory/search/folding.py).

    `subject` is the row's number and no foreign key: an import that is taken back must not wait for its words to go.
    """

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="+", db_index=False)
    kind = models.CharField("objet", max_length=1, choices=SearchKind)
    word = models.CharField("mot", max_length=64)
    subject = models.BigIntegerField("numéro")

    class Meta:
        verbose_name = "mot de recherche"
        constraints = [known("kind", SearchKind.values, "searchentry_kind_known")]
        indexes = [models.Index(fields=["service", "kind", "word", "subject"], name="searchentry_word")]

    class Privacy:
        plain = ("id", "service", "kind", "subject")
        personal = ("word",)

    def __str__(self) -> str:
        return f"mot de recherche {self.pk}"


class SearchSpelling(models.Model):
    """A word of the service's names, as it is written or with one letter missing: how a typing error is found."""

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="+", db_index=False)
    spelling = models.CharField("graphie", max_length=64)
    word = models.CharField("mot", max_length=64)

    class Meta:
        verbose_name = "graphie de recherche"
        indexes = [models.Index(fields=["service", "spelling", "word"], name="searchspelling_word")]

    class Privacy:
        plain = ("id", "service")
        personal = ("spelling", "word")

    def __str__(self) -> str:
        return f"graphie de recherche {self.pk}"


class SearchState(models.Model):
    """What the words of a service were made from, and when making them was last asked for."""

    service = models.OneToOneField(Service, models.CASCADE, verbose_name="service", related_name="+")
    basis = models.CharField("faits lus", max_length=80, blank=True, default="")
    asked_at = models.DateTimeField("demandé le", null=True, blank=True)

    class Meta:
        verbose_name = "état de la recherche"

    class Privacy:
        plain = ("id", "service", "basis", "asked_at")

    def __str__(self) -> str:
        return f"recherche de {self.service}"
