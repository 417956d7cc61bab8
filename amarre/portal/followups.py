"""The page of a worker who is asked what became of them: a birth date, then five questions."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from amarre.cases.actions.following import record_answers
from amarre.cases.enums import AnswerWay
from amarre.cases.links import born_on_is, expected, link_of
from amarre.cases.models import FollowUpLink
from amarre.cases.questions import AnswersForm
from amarre.cases.sending import send_again
from amarre.lib.errors import DomainError
from amarre.portal.fields import PastDate
from amarre.portal.robots import client_address, seldom

SALT = "amarre.portal.follow_up"
#: Seconds that the birth date stays good, and links that one address may ask for in an hour.
GOOD_FOR, ASKED, OPENED = 3600, 10, 60


class BirthForm(forms.Form):
    """Who answers."""

    born_on = PastDate(
        label="Votre date de naissance",
        help_text="Par exemple 03 04 1981.",
        error_messages={"required": "Donnez votre date de naissance."},
    )


@login_not_required
@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Reading the page changes nothing: programs that open every link of a mail find a question, and stop there."""
    link = link_of(secret)
    if link is None:
        raise Http404
    if not expected(link):
        return _page(request, link, "portal/follow_up_over.html")
    today = timezone.localdate()
    if today > link.expires_on:
        return _expired(request, link)
    try:
        return _asked(request, link)
    except DomainError as refusal:
        return _page(request, link, "portal/follow_up_birth.html", status=429, form=BirthForm(), refused=refusal)


def _expired(request: HttpRequest, link: FollowUpLink) -> HttpResponse:
    """An expired link gives another one, to the address kept, when its receiver asks."""
    asked, refused = request.method == "POST", None
    if asked:
        try:
            seldom(f"follow_up:l:{client_address(request)}", ASKED)
            send_again(link, on=timezone.localdate())
        except (DomainError, OSError) as error:
            asked = False
            refused = error if isinstance(error, DomainError) else "Le message n’est pas parti. Réessayez plus tard."
    context = {"asked": asked, "refused": refused}
    return _page(request, link, "portal/follow_up_expired.html", status=429 if refused else 200, **context)


def _asked(request: HttpRequest, link: FollowUpLink) -> HttpResponse:
    """The birth date, then the questions; `preuve` carries from one to the other that the date was right."""
    if request.method != "POST":
        return _page(request, link, "portal/follow_up_birth.html", form=BirthForm())
    seldom(f"follow_up:o:{client_address(request)}", OPENED)
    if not _proved(request, link):
        form = BirthForm(request.POST)
        right = form.is_valid() and born_on_is(link, form.cleaned_data["born_on"])
        if form.is_valid() and not right:
            form.add_error("born_on", "Cette date n’est pas celle que nous connaissons. Vérifiez-la.")
        if not right:
            return _page(request, link, "portal/follow_up_birth.html", status=422, form=form)
        return _page(request, link, "portal/follow_up.html", form=AnswersForm(), **_opened(link))
    answers = AnswersForm(request.POST)
    if not answers.is_valid():
        return _page(request, link, "portal/follow_up.html", status=422, form=answers, **_opened(link))
    record_answers(
        planned=link.planned, answers=answers.answers(), on=timezone.localdate(), way=AnswerWay.LINK, by=None
    )
    called = answers.cleaned_data["wants_call"] == "oui"
    return _page(request, link, "portal/follow_up_over.html", thanks=True, called=called)


def _opened(link: FollowUpLink) -> dict[str, Any]:
    worker = link.planned.case.job.worker
    return {"worker": worker, "proof": signing.dumps(str(link.planned_id), salt=SALT)}


def _proved(request: HttpRequest, link: FollowUpLink) -> bool:
    try:
        proved: str = signing.loads(request.POST.get("preuve", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return proved == str(link.planned_id)


def _page(request: HttpRequest, link: FollowUpLink, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page that no search engine keeps; the site's Referrer-Policy keeps its address from other sites."""
    page = render(request, template, {"service": link.planned.service, **more}, status=status)
    page["X-Robots-Tag"] = "noindex"
    return page
