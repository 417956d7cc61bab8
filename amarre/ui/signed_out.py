"""What answers a person whose session ended while a page was open: nothing is lost without a word."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

#: Where people write: what a page of an account sends (passwords, codes) is never shown again.
WRITTEN = ("/services/", "/cellules/")
#: Signs from which a text is worth keeping; a word or a date is typed again at once.
WORTH = 20


class SignInFirst(LoginRequiredMiddleware):
    """Leads a visitor to the sign-in page; a form whose session ended says so, and shows what was written in it."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """None for who may pass; the sign-in page, unless what the person was doing would be lost or half shown."""
        to_sign_in = super().process_view(request, view_func, view_args, view_kwargs)
        if to_sign_in is None:
            return None
        kept, fragment = written(request), "HX-Request" in request.headers
        if fragment and not kept:
            # The page reloads, and becomes the sign-in page as a whole.
            return HttpResponse(headers={"HX-Refresh": "true"})
        if request.method != "POST" or not (kept or settings.SESSION_COOKIE_NAME in request.COOKIES):
            return to_sign_in
        context = {"kept": kept, "next": page_before(request)}
        answer = render(request, "ui/signed_out.html", context, status=200 if fragment else 403)
        if fragment:
            # htmx puts no refusal in the page: this one takes the place of all of it.
            answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "body", "innerHTML"
        answer.headers["Cache-Control"] = "no-store, private"
        return answer


def written(request: HttpRequest) -> list[str]:
    """The texts that the form sent; a file is sent again."""
    if request.method != "POST" or not request.path.startswith(WRITTEN):
        return []
    texts = (str(text).strip() for name in request.POST for text in request.POST.getlist(name))
    return [text for text in texts if len(text) >= WORTH and " " in text]


def page_before(request: HttpRequest) -> str:
    """The page on which the form was, to open once signed in."""
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return "/"
    return urlsplit(before).path or "/"
