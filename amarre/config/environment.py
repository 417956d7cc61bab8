"""Every setting of Amarre: one environment variable each, with its type, its default and what it is for."""

import re
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import dj_database_url
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from amarre.config.mail import mail_settings

HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-f:]+\]")
#: What to write, where the words of pydantic say only what was not understood.
WRITE = {"bool_parsing": "write 1 for yes or 0 for no", "int_parsing": "write a whole number"}
#: Ours, which need no look at the machine; `Http` needs its address as well.
FILES_GATEWAY, HTTP_GATEWAY = "amarre.cases.gateways.Files", "amarre.cases.gateways.Http"


class SettingsError(Exception):
    """A missing or wrong environment variable, with how to mend it."""


class Environment(BaseSettings):
    """The variables that the README lists (a test compares the two)."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=True, env_ignore_empty=True)

    AMARRE_HOME: Path = Field(
        Path("var"), description="folder of the embedded database, snapshots, uploaded files and keys"
    )
    DATABASE_URL: str = Field(
        "", description="a PostgreSQL database, `postgres://user:password@host:port/name`; empty: the embedded database"
    )
    AMARRE_DEBUG: bool = Field(False, description="`1` shows technical error pages; never in production")
    AMARRE_SECRET_KEY: str = Field(
        "", description="signs sessions, 50 characters or more; empty: made once and kept in `AMARRE_HOME/keys`"
    )
    AMARRE_ALLOWED_HOSTS: str = Field("127.0.0.1,localhost", description="host names of the site, parted by commas")
    AMARRE_HTTPS: bool = Field(
        False, description="`1` when the site is served over HTTPS: secure cookies, HSTS, redirection"
    )
    AMARRE_WEB_PROCESSES: int = Field(
        0, ge=0, le=64, description="web processes of `amarre serve`; `0`: one more than the processors"
    )
    AMARRE_DEMO_PASSWORD: str = Field(
        "", description="password of the demonstration accounts; empty: a random one, printed"
    )
    AMARRE_SMTP_URL: str = Field(
        "",
        description="the mail server, `smtps://user:password@host:465` or `smtp+tls://...:587`; empty: mails are "
        "files in `AMARRE_HOME/mail`",
    )
    AMARRE_MAIL_FROM: str = Field("amarre@localhost", description="the address that the mails come from")
    AMARRE_SITE_URL: str = Field(
        "http://127.0.0.1:8000", description="the address of the site, in the links of mails and text messages"
    )
    AMARRE_SMS_GATEWAY: str = Field(
        "amarre.cases.gateways.Files",
        description="the class that sends text messages; the default writes them in `AMARRE_HOME/sms`, "
        "`amarre.cases.gateways.Http` posts them to `AMARRE_SMS_URL`",
    )
    AMARRE_SMS_URL: str = Field("", description="where `amarre.cases.gateways.Http` posts `{to, text}` as JSON")
    AMARRE_DOCUMENT_MB: int = Field(
        20, ge=1, le=200, description="the largest file, in megabytes, that may be added to a case"
    )
    AMARRE_CLAMAV: str = Field(
        "",
        description="the socket of ClamAV's daemon, `host:port` or the path of a local one; every file sent to a case "
        "is shown to it first, and refused when it does not answer; empty: none",
    )
    AMARRE_SMS_SECRET: str = Field("", description="the secret that this gateway gave, sent as `Authorization: Bearer`")
    AMARRE_PSC_URL: str = Field("", description="the OpenID Connect provider, for Pro Santé Connect; empty: none")
    AMARRE_PSC_CLIENT_ID: str = Field("", description="the name of this site for that provider")
    AMARRE_PSC_SECRET: str = Field("", description="its secret for that provider")
    AMARRE_LOG_LEVEL: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much is logged")

    @field_validator("AMARRE_SECRET_KEY")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 50:
            raise ValueError("give 50 characters or more, or leave it empty")
        return value

    @field_validator("DATABASE_URL")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        if value:
            try:
                parsed = dj_database_url.parse(value)
            except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
                raise ValueError("write postgres://user:password@host:port/name") from error
            if parsed["ENGINE"] != "django.db.backends.postgresql":
                raise ValueError("only PostgreSQL is supported: write postgres://user:password@host:port/name")
            if not parsed["NAME"]:
                raise ValueError("name the database: write postgres://user:password@host:port/name")
        return value

    @field_validator("AMARRE_ALLOWED_HOSTS")
    @classmethod
    def _hosts(cls, value: str) -> str:
        hosts = [host for part in value.split(",") if (host := part.strip())]
        if not hosts:
            raise ValueError("name one host at least, or leave it empty")
        for host in hosts:
            if not HOST.fullmatch(host):
                raise ValueError(f"{host} is no host name: write names parted by commas, without https:// or a port")
        return value

    @field_validator("AMARRE_SITE_URL", "AMARRE_PSC_URL")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not (urlsplit(value).scheme in {"http", "https"} and urlsplit(value).hostname):
            raise ValueError("write a whole address, https://host or http://host:port")
        return value

    @field_validator("AMARRE_PSC_CLIENT_ID", "AMARRE_PSC_SECRET")
    @classmethod
    def _with_its_provider(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("AMARRE_PSC_URL") and not value:
            raise ValueError("give it as well, since AMARRE_PSC_URL is given")
        return value

    @field_validator("AMARRE_MAIL_FROM")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            raise ValueError("write an address, name@host")
        return value

    @field_validator("AMARRE_SMS_GATEWAY")
    @classmethod
    def _class(cls, value: str) -> str:
        module = value.rpartition(".")[0]
        try:
            found = value in {FILES_GATEWAY, HTTP_GATEWAY} or (
                module not in {"", "amarre.cases.gateways"} and find_spec(module) is not None
            )
        except (ImportError, ValueError):
            found = False
        if not found:
            raise ValueError(f"{value} cannot be found: write {FILES_GATEWAY}, {HTTP_GATEWAY} or a class of yours")
        return value

    @field_validator("AMARRE_SMS_URL")
    @classmethod
    def _gateway_address(cls, value: str, info: ValidationInfo) -> str:
        safe = value.startswith(("https://", "http://127.0.0.1:", "http://localhost:"))
        if not safe and (value or info.data.get("AMARRE_SMS_GATEWAY") == HTTP_GATEWAY):
            raise ValueError("write the gateway's address, which begins with https://")
        return value

    @field_validator("AMARRE_CLAMAV")
    @classmethod
    def _socket(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not value.startswith("/") and not (host and port.isdecimal()):
            raise ValueError("write host:port, or the path of a socket, which begins with /")
        return value

    @field_validator("AMARRE_SMTP_URL")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        if value:
            mail_settings(value)
        return value

    @property
    def home(self) -> Path:
        """The folder, made if missing."""
        try:
            self.AMARRE_HOME.mkdir(parents=True, exist_ok=True)
            (self.AMARRE_HOME / "keys").mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"AMARRE_HOME: the folder {self.AMARRE_HOME} cannot be made ({error.strerror}); name one that can."
            ) from error
        return self.AMARRE_HOME.resolve()


def read_environment() -> Environment:
    """The environment, checked; SettingsError names the variable and the mend in one sentence."""
    try:
        return Environment()  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        reason = WRITE.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise SettingsError(f"{name}: {reason} (see the settings in the README).") from None
