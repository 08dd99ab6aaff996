"""Addresses of members: of officers under `members/`, of oneself under `membership/`, of anybody under `join/`."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.members.pages import desk, dues, files, joining, one, own

app_name = "members"
urlpatterns = [
    path("", desk.index, name="index"),
    path("agree", desk.agree, name="agree"),
    path("dues", dues.dues, name="dues"),
    path("transfers/<uuid:transfer_id>/refuse", desk.refuse, name="refuse"),
    path("unions/<uuid:union_id>", desk.union, name="union"),
    path("unions/<uuid:union_id>/several", desk.several, name="several"),
    path("unions/<uuid:union_id>/invite", desk.invite, name="invite"),
    path("unions/<uuid:union_id>/poster", desk.poster, name="poster"),
    path("unions/<uuid:union_id>/files", desk.bring, name="bring"),
    path("files/<uuid:batch_id>", files.file, name="file"),
    path("files/<uuid:batch_id>/progress", files.progress, name="file-progress"),
    path("files/<uuid:batch_id>/confirm", files.confirm, name="confirm"),
    path("files/<uuid:batch_id>/discard", files.discard, name="discard"),
    path("<int:key>", one.one, name="one"),
    path("<int:key>/act", one.act, name="act"),
    path("<int:key>/transfer", one.transfer, name="transfer"),
]
#: Without an account.
public = (
    [
        path("join/", joining.find, name="find"),
        path("join/check", joining.check, name="check"),
        path("join/union/<uuid:union_id>", joining.by_union, name="union"),
        path("join/sent/<uuid:application_id>", joining.sent, name="sent"),
        path("join/<slug:token>/", joining.by_code, name="code"),
        path("card/<slug:token>/", own.card, name="card"),
    ],
    "joining",
)
#: Of whoever is signed in.
mine = (
    [
        path("", own.mine, name="mine"),
        path("transfer", own.transfer, name="transfer"),
        path("transfer/<uuid:transfer_id>/withdraw", own.withdraw, name="withdraw"),
    ],
    "membership",
)
