"""Signing in and out, and one's own account; the names are those that django-allauth looks for."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.generic import RedirectView

from amarre.accounts.second_factor import Account, AddApplication, AddKey

MINE = "mon-compte/"
urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("compte-ferme/", views.account_inactive, name="account_inactive"),
    path(MINE, Account.as_view(), name="mfa_index"),
    path(f"{MINE}confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path(f"{MINE}confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(f"{MINE}confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{MINE}application/", AddApplication.as_view(), name="mfa_activate_totp"),
    path(f"{MINE}application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{MINE}codes-de-secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{MINE}codes-de-secours/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # Where django-allauth goes back to after a change to a key: the page of the account lists them.
    path(f"{MINE}cles/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(f"{MINE}cles/ajouter/", AddKey.as_view(), name="mfa_add_webauthn"),
    path(f"{MINE}cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{MINE}cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
