"""Texts of events and tours in the caller's language or languages."""

from typing import Any

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.lookups import LOCALES, localized
from gomus_async.sandbox.shop.programme import Profile


def text(profile: Profile, name: str, value: str | None, call: Call) -> Any:
    """A text; the German one where the language has none."""
    if not value:
        return value
    texts = {locale: profile.translations.get(locale, {}).get(name, value) for locale in LOCALES}
    return localized(texts, call)


def content(profile: Profile, call: Call) -> dict[str, Any]:
    """The instance's own texts."""
    return {key: text(profile, key, value, call) for key, value in profile.content.items()}
