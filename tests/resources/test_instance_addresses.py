"""Instance addresses: the base that is called, or one clear error before anything is sent."""

import pytest

from gomus_async import ConfigError, Gomus
from gomus_async.wire.address import base_url

GOOD = [
    ("demo.gomus.de", "https://demo.gomus.de"),
    ("  demo.gomus.de ", "https://demo.gomus.de"),
    ("DEMO.gomus.de", "https://demo.gomus.de"),
    ("demo.gomus.de/", "https://demo.gomus.de"),
    ("demo.gomus.de:8443", "https://demo.gomus.de:8443"),
    ("https://demo.gomus.de", "https://demo.gomus.de"),
    ("https://demo.gomus.de/", "https://demo.gomus.de"),
    ("HTTPS://demo.gomus.de", "https://demo.gomus.de"),
    ("https://demo.gomus.de/api/v4", "https://demo.gomus.de"),
    ("https://demo.gomus.de/api/v4/", "https://demo.gomus.de"),
    ("https://host.example/prefix", "https://host.example/prefix"),
    ("https://host.example/prefix/api/v4", "https://host.example/prefix"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://127.8.8.8:1", "http://127.8.8.8:1"),
    ("http://localhost:1", "http://localhost:1"),
    ("http://gomus.localhost:1", "http://gomus.localhost:1"),
    ("http://[::1]:80", "http://[::1]:80"),
    ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ("münchen.example", "https://xn--mnchen-3ya.example"),
]
BAD = [
    "",
    "   ",
    "demo",
    "https://demo",
    "https://",
    "https:///api/v4",
    "http://",
    "demo gomus.de",
    "demo .gomus.de",
    "ftp://demo.gomus.de",
    "file:///etc/passwd",
    "javascript://demo.gomus.de",
    "http://demo.gomus.de",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "https://user@demo.gomus.de",
    "https://user:hunter2@demo.gomus.de",
    "user:hunter2@demo.gomus.de",
    "https://user:hunter2@demo",
    "ftp://user:hunter2@demo.gomus.de",
    "https://user:hunter2@demo.gomus.de:99999",
    "https://user:hunter2@[::1",
    "https://demo.gomus.de?token=hunter2",
    "https://demo.gomus.de/?token=hunter2",
    "demo.gomus.de#part",
    "https://demo.gomus.de:99999",
    "https://demo.gomus.de:-1",
    "https://demo.gomus.de:port",
    "https://[::1",
    "https://[demo.gomus.de]",
    "https://demo..gomus.de",
    "https://.gomus.de",
    "https://xn--\udcff.gomus.de",
    "https://\u2100.gomus.de",
    "https://" + "ü" * 70 + ".de",
    "https://" + "a." * 130 + "de",
    "https://demo.gomus.de\0",
    "https://demo\r\n.gomus.de",
    "demo\\.gomus.de",
]


@pytest.mark.parametrize(("given", "base"), GOOD)
def test_good(given: str, base: str) -> None:
    assert base_url(given) == base
    assert base in repr(Gomus(given))


@pytest.mark.parametrize("given", BAD, ids=ascii)
def test_bad(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Gomus(given, token="t")

    assert "hunter2" not in f"{caught.value!r} {caught.value}"
    assert caught.value.__cause__ is None
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("given", [None, 5, b"demo.gomus.de", ["demo.gomus.de"]])
def test_no_text_at_all(given: str) -> None:
    with pytest.raises(ConfigError):
        Gomus(given)


def test_the_error_says_what_to_write() -> None:
    with pytest.raises(ConfigError, match=r"did you mean demo\.gomus\.de\?"):
        Gomus("demo")


def test_plain_http_elsewhere_is_a_decision() -> None:
    assert base_url("http://demo.gomus.de", allow_insecure=True) == "http://demo.gomus.de"
