"""Signing in and out, and one's own account; the names are those that django-allauth looks for."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path
from django.views.generic import RedirectView

from amarre.accounts import pro_sante
from amarre.accounts.second_factor import (
    Account,
    AddApplication,
    AddKey,
    NewRecoveryCodes,
    RemoveApplication,
    RemoveKey,
)
from amarre.accounts.views import digest, session_end, sessions, sessions_end

MINE = "mon-compte/"
PRO_SANTE = {"provider_id": "pro-sante-connect"}
urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/pro-sante-connect/", pro_sante.leave, PRO_SANTE, name="openid_connect_login"),
    path("connexion/pro-sante-connect/retour/", pro_sante.come_back, PRO_SANTE, name="openid_connect_callback"),
    path("mot-de-passe/", views.password_reset, name="account_reset_password"),
    path("mot-de-passe/envoye/", views.password_reset_done, name="account_reset_password_done"),
    path("mot-de-passe/choisi/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("deconnexion/", views.logout, name="account_logout"),
    path("compte-ferme/", views.account_inactive, name="account_inactive"),
    path(MINE, Account.as_view(), name="mfa_index"),
    path(f"{MINE}sessions/", sessions, name="account_sessions"),
    path(f"{MINE}sessions/<int:pk>/terminer/", session_end, name="account_session_end"),
    path(f"{MINE}terminer-sessions/", sessions_end, name="account_sessions_end"),
    path(f"{MINE}recapitulatif/", digest, name="account_digest"),
    path(f"{MINE}mot-de-passe/", views.password_change, name="account_change_password"),
    # An account without a password, opened through another site, gets its first one behind a link too.
    path(
        f"{MINE}mot-de-passe/premier/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path(f"{MINE}confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path(f"{MINE}confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(f"{MINE}confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{MINE}application/", AddApplication.as_view(), name="mfa_activate_totp"),
    path(f"{MINE}application/retirer/", RemoveApplication.as_view(), name="mfa_deactivate_totp"),
    path(f"{MINE}codes-de-secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{MINE}codes-de-secours/nouveaux/", NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    # Where django-allauth goes back to after a change to a key: the page of the account lists them.
    path(f"{MINE}cles/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(f"{MINE}cles/ajouter/", AddKey.as_view(), name="mfa_add_webauthn"),
    path(f"{MINE}cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{MINE}cles/<int:pk>/retirer/", RemoveKey.as_view(), name="mfa_remove_webauthn"),
]
