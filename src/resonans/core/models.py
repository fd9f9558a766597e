"""Tables of the control plane: who is here, for whom they work, and what they did."""

import secrets as random
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from resonans.core import clock, ids, secrets
from resonans.core.types import Role
from resonans.core.work import Leased


class Row(models.Model):
    """What every table of resonans has: a UUIDv7 and the time of its making."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is their name."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """Make a user; without a password they can sign in only by passkey or after a reset."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do is said by their memberships."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


def new_pseudonym_key() -> str:
    """32 random bytes in hexadecimal, encrypted for the database."""
    return secrets.encrypt(random.token_hex(32))


class Workspace(Row):
    """A tenant."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    is_demo = models.BooleanField(default=False)
    pseudonym_key = models.TextField(default=new_pseudonym_key, editable=False)


class Owned(Row):
    """A row that belongs to a workspace, which is nearly all of them."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Brand(Owned):
    """What speaks."""

    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=8, default="en")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "name"], name="brand_name_once"),
        ]


class Member(Owned):
    """A person's place in a workspace. It stays after they left, so that what they did keeps its name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once"),
        ]


class Invitation(Owned):
    """A place offered to an e-mail address. The link's token is kept as its hash."""

    email = models.EmailField()
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(accepted_at__isnull=True),
                name="invitation_open_once",
            ),
        ]


class ApiToken(Owned):
    """A program's key, kept as its hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    hint = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class SetupKey(Row):
    """The one-time key that a start prints, kept as its hash; one row for each purpose."""

    purpose = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)


class Bucket(Row):
    """How many calls an account may still make, as of `counted_at`."""

    account = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    left = models.FloatField()
    counted_at = models.DateTimeField()
    resets_at = models.DateTimeField(null=True, blank=True)
    """Set while the network's own word counts: nothing is refilled before, all of it then."""
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "name"], name="bucket_once"),
        ]


class Letter(Row, Leased):
    """An e-mail that leaves after its cause is committed. The text is encrypted, and wiped once sent."""

    class State(models.TextChoices):
        """A letter's life."""

        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True, related_name="+")
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    key = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="letter_once_for_a_key"
            ),
        ]


class KeptAnswer(Owned):
    """What a write was answered, kept a day under the key that its sender chose."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    """Of the request: method, path and body."""
    status = models.PositiveIntegerField(null=True, blank=True)
    """Null while the write still runs."""
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    running_until = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "actor", "key"], name="answer_once_for_a_key"),
        ]


class CachedValue(models.Model):
    """The table of Django's database cache, which counts attempts to sign in for all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class AuditEntry(Owned):
    """Who did what, when. Only added to; holds no message's text and no secret."""

    actor = models.CharField(max_length=60)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-created_at"], name="audit_latest")]


class Change(models.Model):
    """A sequence of changes, so that an open page learns that something moved."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.UUIDField()
    topic = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="change_age")]


class Heartbeat(models.Model):
    """The last sign of life of a worker process."""

    name = models.CharField(max_length=120, primary_key=True)
    groups = models.CharField(max_length=120)
    at = models.DateTimeField()
