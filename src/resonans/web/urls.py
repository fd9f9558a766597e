"""The addresses of pages and their parts. English nouns; filters stand in the query string."""

from django.urls import URLPattern, path

from resonans.web.pages import (
    accounts,
    brands,
    composer,
    entrance,
    gallery,
    history,
    home,
    measure,
    media,
    members,
    plan,
    post,
    profile,
    tokens,
)
from resonans.web.parts import numbers

app_name = "web"

urlpatterns: list[URLPattern] = [
    path("", entrance.start, name="start"),
    path("setup/", entrance.set_up, name="setup"),
    path("demo/", entrance.demo, name="demo"),
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("workspaces/", entrance.workspaces, name="workspaces"),
    path("appearance/", entrance.appearance, name="appearance"),
    path("language/", entrance.language, name="language"),
    path("w/<slug:slug>/", home.home, name="home"),
    path("w/<slug:slug>/numbers/", numbers.numbers, name="numbers"),
    path("w/<slug:slug>/plan/", plan.plan, name="plan"),
    path("w/<slug:slug>/undo/<uuid:undo>/", plan.undo, name="undo"),
    path("w/<slug:slug>/posts/new/", composer.new, name="new_post"),
    path("w/<slug:slug>/posts/check/", composer.check, name="check_post"),
    path("w/<slug:slug>/posts/<uuid:post>/", post.post, name="post"),
    path("w/<slug:slug>/posts/<uuid:post>/move/", plan.move, name="move"),
    path("w/<slug:slug>/posts/<uuid:post>/decide/", post.decide, name="decide"),
    path("w/<slug:slug>/posts/<uuid:post>/deliveries/", post.deliveries, name="deliveries"),
    path("w/<slug:slug>/posts/<uuid:post>/deliveries/<uuid:delivery>/", post.delivery, name="delivery"),
    path("w/<slug:slug>/media/", media.upload, name="upload"),
    path("w/<slug:slug>/media/<uuid:media>/", media.media, name="media"),
    path("w/<slug:slug>/settings/", profile.profile, name="settings"),
    path("w/<slug:slug>/settings/profile/", profile.profile, name="profile"),
    path("w/<slug:slug>/settings/members/", members.members, name="members"),
    path("w/<slug:slug>/settings/members/<uuid:member>/role/", members.change_role, name="change_role"),
    path("w/<slug:slug>/settings/members/<uuid:member>/remove/", members.remove, name="remove_member"),
    path("w/<slug:slug>/settings/members/leave/", members.leave, name="leave"),
    path(
        "w/<slug:slug>/settings/invitations/<uuid:invitation>/", members.invitation, name="change_invitation"
    ),
    path("w/<slug:slug>/settings/accounts/", accounts.accounts, name="accounts"),
    path("w/<slug:slug>/settings/accounts/connected/", accounts.connected, name="account_connected"),
    path("w/<slug:slug>/settings/accounts/new/<slug:network>/", accounts.connect, name="connect_account"),
    path("w/<slug:slug>/settings/accounts/<uuid:account>/check/", accounts.check, name="check_account"),
    path("w/<slug:slug>/settings/accounts/<uuid:account>/brand/", accounts.assign, name="assign_account"),
    path(
        "w/<slug:slug>/settings/accounts/<uuid:account>/disconnect/",
        accounts.disconnect,
        name="disconnect_account",
    ),
    path("w/<slug:slug>/settings/brands/", brands.brands, name="brands"),
    path("w/<slug:slug>/settings/brands/new/", brands.brand, name="new_brand"),
    path("w/<slug:slug>/settings/brands/<uuid:brand>/", brands.brand, name="brand"),
    path("w/<slug:slug>/settings/brands/<uuid:brand>/delete/", brands.delete_brand, name="delete_brand"),
    path("w/<slug:slug>/settings/workspace/", brands.rename, name="rename"),
    path("w/<slug:slug>/settings/tokens/", tokens.tokens, name="tokens"),
    path("w/<slug:slug>/settings/tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke_token"),
    path("w/<slug:slug>/settings/history/", history.history, name="audit"),
    path("w/<slug:slug>/measure/", measure.measure, name="measure"),
    path("w/<slug:slug>/measure/days.csv", measure.days_csv, name="measure_days"),
    path("w/<slug:slug>/measure/posts.csv", measure.posts_csv, name="measure_posts"),
    path("gallery/", gallery.gallery, name="gallery"),
]
