"""Django's settings for the pages; `toolkit.store.settings` has those of the database."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.config.web import WebSettings
from toolkit.core.errors import Problem, UserError

HERE = Path(__file__).parent
KEY = "web.key"

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "toolkit.store",
    "toolkit.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
)

MIDDLEWARE = (
    "toolkit.web.guard.Headers",
    "toolkit.web.trouble.Trouble",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "toolkit.web.accounts.activity.Activity",
    "django_htmx.middleware.HtmxMiddleware",
    "toolkit.web.access.Access",
)

COUNTED = ("toolkit.web.metrics.Counted",)
"""Only where somebody asks for metrics."""

MINUTE = 60
HOUR = 3600


def names(settings: Settings, key: str) -> Mapping[str, Any]:
    """Everything that Django is told."""
    web = settings.web
    return {
        **_fixed(),
        **_cookies(web),
        "MIDDLEWARE": (*COUNTED, *MIDDLEWARE) if web.metrics else MIDDLEWARE,
        "SECRET_KEY": key,
        "ALLOWED_HOSTS": [web.host, *(() if web.url else ("127.0.0.1", "[::1]"))],
        "CSRF_TRUSTED_ORIGINS": [web.url] if web.url else [],
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if web.secure and web.proxies else None,
        "ALLAUTH_TRUSTED_PROXY_COUNT": web.proxies,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        "FILE_UPLOAD_HANDLERS": ["toolkit.web.upload.Limited"],
        "SESSION_COOKIE_AGE": int(web.session_hours * HOUR),
        "SOCIALACCOUNT_PROVIDERS": _providers(settings),
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not web.secure,
    }


def key_of(state: Path) -> str:
    """The key that cookies are signed with: in the state directory, for its owner alone, made when there is none."""
    path = state / KEY
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        key = path.read_text(encoding="ascii").strip()
        loose = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as no:
        raise UserError(Problem(str(path), "", f"the key of the web cannot be kept: {no}")) from no
    if loose or len(key) < 40:
        words = (
            "expected a key of 40 letters or more that only its owner can read; remove it and everybody logs in anew"
        )
        raise UserError(Problem(str(path), "", words))
    return key


def _fixed() -> dict[str, Any]:
    return {
        "DEBUG": False,
        "INSTALLED_APPS": APPS,
        "ROOT_URLCONF": "toolkit.web.urls",
        "TEMPLATES": _templates(),
        "AUTHENTICATION_BACKENDS": ("allauth.account.auth_backends.AuthenticationBackend",),
        "PASSWORD_HASHERS": ("django.contrib.auth.hashers.Argon2PasswordHasher",),
        "AUTH_PASSWORD_VALIDATORS": _passwords(),
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": (("en", "English"), ("th", "ไทย")),
        "LOCALE_PATHS": (str(HERE / "locale"),),
        "USE_I18N": True,
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 24 * HOUR,
        "STATICFILES_DIRS": (str(HERE / "static"),),
        "CACHES": {
            "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"},
        },
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        **_allauth(),
    }


def _allauth() -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "toolkit.web.accounts.adapter.Accounts",
        "SOCIALACCOUNT_ADAPTER": "toolkit.web.accounts.adapter.SignOns",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_EMAIL_NOTIFICATIONS": False,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGIN_ON_PASSWORD_RESET": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 10 * MINUTE,
        # Five wrong passwords lock an account for five minutes, wherever they come from.
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "typed": "20/m/ip"},
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "breachready",
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_ADAPTER": "toolkit.web.accounts.factor.Factors",
        "USERSESSIONS_TRACK_ACTIVITY": True,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_AUTO_SIGNUP": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }


def _cookies(web: WebSettings) -> dict[str, Any]:
    """Over TLS the names say that no other host and no plain page has set them."""
    before = "__Host-" if web.secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{before}breachready",
        "CSRF_COOKIE_NAME": f"{before}breachready-csrf",
        "LANGUAGE_COOKIE_NAME": f"{before}breachready-language",
        "SESSION_COOKIE_SECURE": web.secure,
        "CSRF_COOKIE_SECURE": web.secure,
        "LANGUAGE_COOKIE_SECURE": web.secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "SESSION_SAVE_EVERY_REQUEST": False,
        "CSRF_FAILURE_VIEW": "toolkit.web.trouble.stale_form",
        "SECURE_HSTS_SECONDS": 365 * 24 * HOUR if web.secure else 0,
    }


def _templates() -> list[dict[str, Any]]:
    """Ours are Jinja2, as the reports are; allauth's own pages are Django's, in our layout."""
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "NAME": "pages",
            "DIRS": [str(HERE / "templates")],
            "OPTIONS": {"environment": "toolkit.web.rendering.environment"},
        },
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "NAME": "accounts",
            "DIRS": [str(HERE / "accounts" / "templates")],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "toolkit.web.rendering.shared",
                ],
            },
        },
    ]


def _passwords() -> list[dict[str, Any]]:
    room = "django.contrib.auth.password_validation"
    return [
        {"NAME": f"{room}.UserAttributeSimilarityValidator"},
        {"NAME": f"{room}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
        {"NAME": f"{room}.CommonPasswordValidator"},
    ]


def _providers(settings: Settings) -> dict[str, Any]:
    apps = [
        {
            "provider_id": f"sign-on-{number}",
            "name": one.name,
            "client_id": one.client,
            "secret": resolve(one.secret),
            "settings": {"server_url": one.issuer, "token_auth_method": "client_secret_basic"},
        }
        for number, one in enumerate(settings.web.sign_on, 1)
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
