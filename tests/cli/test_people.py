"""`resonans user` and `resonans token`."""

import re

import httpx

from tests.running import Installation


def test_a_person_made_at_the_console_chooses_a_password_by_the_printed_link(home: Installation) -> None:
    made = home.run(
        "user", "create", "Ben@Example.test", "--name", "Ben", "--workspace", "kajen", "--role", "editor"
    )
    assert made.returncode == 0, made.stderr
    link = made.stdout.splitlines()[-1]
    assert link.startswith("http://localhost:8321/accounts/password/reset/key/")
    roles = "from resonans.core.models import Member; print(*Member.objects.filter(user__name='Ben')"
    assert home.python(roles + ".values_list('role', flat=True))") == "editor"
    again = home.run("user", "create", "ben@example.test", "--name", "Ben", "--workspace", "kajen")
    assert again.returncode == 1
    assert "can sign in here already" in again.stderr
    up = home.up()
    with httpx.Client(base_url=up.url, follow_redirects=True, timeout=20) as browser:
        page = browser.get(link.replace("http://localhost:8321", ""))
        assert page.status_code == 200
        assert 'type="password"' in page.text


def test_a_reset_is_only_for_people_who_are_here(home: Installation) -> None:
    assert "/accounts/password/reset/key/" in home.run("user", "reset", "ana@example.test").stdout
    nobody = home.run("user", "reset", "nobody@example.test")
    assert nobody.returncode == 1
    assert "Nobody here signs in as nobody@example.test" in nobody.stderr


def test_a_token_is_printed_alone_and_opens_what_its_scopes_say(home: Installation) -> None:
    made = home.run("token", "create", "--workspace", "kajen", "--scopes", "read, schedule", "--name", "ci")
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    assert re.fullmatch(r"rsn_[\w-]{20,}", secret)
    ask = f"from resonans.core import access; print(*sorted(access.for_token({secret!r}).scopes))"
    assert home.python(ask) == "read schedule"
    assert secret not in home.python(
        "from resonans.core.models import ApiToken; print(list(ApiToken.objects.values()))"
    )


def test_unknown_scopes_and_workspaces_are_named(home: Installation) -> None:
    odd = home.run("token", "create", "--workspace", "kajen", "--scopes", "read,fly")
    assert odd.returncode == 1
    assert "fly" in odd.stderr
    nowhere = home.run("token", "create", "--workspace", "lund", "--scopes", "read")
    assert nowhere.returncode == 1
    assert "lund" in nowhere.stderr
