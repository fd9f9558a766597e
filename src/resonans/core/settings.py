"""Settings from the environment, typed. A malformed value is refused at start, in words."""

import functools
import ipaddress
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def default_data_dir() -> Path:
    """Where an embedded installation keeps everything, by the XDG base directory rules."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "resonans"


class Settings(BaseSettings):
    """Every setting of resonans: `RESONANS_` and the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="RESONANS_", extra="ignore", frozen=True, use_attribute_docstrings=True
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Folder of the database, the lake, media and the key."""
    database_url: str = Field(default="", repr=False)
    """`postgresql://user:password@host/name`; empty for the embedded SQLite."""
    lake_url: str = ""
    """Where the event lake lies; empty for `lake/` in the data folder."""
    host: str = "127.0.0.1"
    """The address of this machine on which the server listens."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8321
    """The port on which the server listens."""
    url: str = ""
    """The address people use, such as `https://social.example.org`. Demanded when bound beyond loopback."""
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated hosts (with port where it matters) that connectors may reach although private."""
    smtp_url: SecretStr = SecretStr("")
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; empty for no mail."""
    mail_from: str = ""
    """The sender's address; empty for `resonans@` and the host of the address people use."""
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    """How many proxies of your own stand before resonans and append to X-Forwarded-For."""
    metrics_token: SecretStr = SecretStr("")
    """What Prometheus must show to read `/metrics` of an installation with a public address."""
    log_level: str = "info"
    """How much is logged: `debug`, `info`, `warning` or `error`."""
    debug: bool = False
    """For developing resonans itself: errors with their traces on the page, the gallery, fresh templates."""

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("allow_hosts")
    @classmethod
    def _hosts_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            parts = urlsplit(f"//{host}")
            _port_of(host)
            if not parts.hostname or parts.path or parts.query or parts.username is not None:
                raise ValueError(f"{host!r} is not a host such as 10.0.0.5 or pds.internal:2583")
        return value

    @field_validator("mail_from")
    @classmethod
    def _address_only(cls, value: str) -> str:
        local, at, host = value.partition("@")
        if value and not (
            local and at and host and value.isascii() and value.isprintable() and " " not in value
        ):
            raise ValueError("must be an e-mail address such as resonans@example.org")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgres_only(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgres", "postgresql"}:
            raise ValueError("must start with postgresql:// (or be empty for the embedded database)")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp_only(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and (urlsplit(text).scheme not in {"smtp", "smtps"} or not urlsplit(text).hostname):
            raise ValueError("must look like smtp://user:password@host:587 or smtps://user:password@host")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.lower()
        if level not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return level

    @field_validator("url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        _port_of(parts.netloc)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be a whole address such as https://social.example.org")
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError("must have no path: resonans lives at the root of its host")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _public_needs_url(self) -> "Settings":
        if not self.is_loopback and not self.url:
            raise ValueError(
                f"RESONANS_URL is needed when resonans listens on {self.host}: "
                "links, callbacks and the check of the host name depend on it"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def base_url(self) -> str:
        """Address for links, without a slash at the end."""
        return self.url or f"http://localhost:{self.port}"

    @property
    def database_path(self) -> Path:
        """The embedded database's file."""
        return self.data_dir / "resonans.sqlite3"

    @property
    def lake_path(self) -> str:
        """Folder or object-store address of the lake."""
        return self.lake_url or str(self.data_dir / "lake")

    @property
    def media_path(self) -> Path:
        """Folder of uploaded and re-encoded media, never served directly."""
        return self.data_dir / "media"

    @property
    def key_path(self) -> Path:
        """File of the key that encrypts secrets at rest; mode 0600."""
        return self.data_dir / "secret.key"


def _port_of(netloc: str) -> int | None:
    """The port of `host:port`. Raises ValueError in words if it is none."""
    try:
        return urlsplit(f"//{netloc}").port
    except ValueError as error:
        raise ValueError(f"{netloc!r} does not end in a port from 0 to 65535") from error


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
