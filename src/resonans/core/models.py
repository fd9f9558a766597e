"""Tables of the control plane: who is here, for whom they work, and what they did."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from resonans.core import clock, ids
from resonans.core.types import Role


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


class Workspace(Row):
    """A tenant."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    is_demo = models.BooleanField(default=False)


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
    """A person's place in a workspace."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once"),
        ]


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
