"""The pages of the working day."""

from django.urls import path, re_path

from amarre.desk import (
    administration,
    components,
    contracts,
    exports,
    imports,
    law,
    operations,
    signals,
    structure,
    treating,
    views,
    workers,
)

app_name = "desk"
urlpatterns = [
    path("", views.start, name="start"),
    path("exchange/datapackage.json", views.datapackage, name="datapackage"),
    path("composants/", components.components, name="components"),
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", signals.signals, name="signals"),
    path("services/<slug:code>/signaux/", treating.worklist, name="worklist"),
    path("services/<slug:code>/signaux/traiter/", treating.signals_treat, name="signals_treat"),
    path("services/<slug:code>/signaux/<int:pk>/ecarter/", signals.signal_set_aside, name="signal_set_aside"),
    path("services/<slug:code>/signaux/<int:pk>/signaler/", signals.signal_refer, name="signal_refer"),
    path("services/<slug:code>/signaux/<int:pk>/reprendre/", signals.signal_restore, name="signal_restore"),
    path("services/<slug:code>/travailleurs/<int:pk>/", workers.worker, name="worker"),
    path("services/<slug:code>/cpom/", contracts.figures, name="figures"),
    path("services/<slug:code>/cpom/chiffres.xlsx", exports.figures_workbook, name="figures_workbook"),
    path("services/<slug:code>/cpom/chiffres.csv", exports.figures_csv, name="figures_csv"),
    path("services/<slug:code>/cpom/synthese.pdf", exports.figures_synthesis, name="figures_synthesis"),
    path("services/<slug:code>/cpom/<str:figure>/", contracts.figure, name="figure"),
    path("services/<slug:code>/donnees/", imports.data, name="data"),
    path("services/<slug:code>/donnees/imports/<int:pk>/", imports.data_batch, name="data_batch"),
    path("services/<slug:code>/donnees/imports/<int:pk>/annuler/", imports.data_undo, name="data_undo"),
    path("services/<slug:code>/donnees/traitements/", operations.data_operations, name="data_operations"),
    path("services/<slug:code>/donnees/traitements/<int:pk>/", operations.data_operation, name="data_operation"),
    path("services/<slug:code>/donnees/traitements/<int:pk>/<str:name>", operations.data_file, name="data_file"),
    path("services/<slug:code>/comptes/", administration.members, name="members"),
    path("services/<slug:code>/comptes/ajouter/", administration.member_add, name="member_add"),
    path("services/<slug:code>/comptes/<int:pk>/", administration.member, name="member"),
    path("services/<slug:code>/comptes/<int:pk>/inviter/", administration.member_invite, name="member_invite"),
    re_path(
        rf"^services/(?P<code>[-\w]+)/comptes/(?P<pk>\d+)/(?P<act>{'|'.join(administration.ACTS)})/$",
        administration.member_act,
        name="member_act",
    ),
    path("services/<slug:code>/comptes/second-facteur/", administration.second_factor, name="members_second_factor"),
    path("services/<slug:code>/comptes/service/", structure.service_name, name="members_service"),
    path("services/<slug:code>/comptes/cellules/", structure.cell_add, name="members_cell_add"),
    path("services/<slug:code>/comptes/cellules/<int:pk>/", structure.cell_rename, name="members_cell"),
    path("services/<slug:code>/chiffres-legaux/", law.law, name="law"),
    path("services/<slug:code>/chiffres-legaux/<str:figure>/<str:version>/", law.law_confirm, name="law_confirm"),
]
