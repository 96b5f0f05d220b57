"""Who calls: tokens, shops, locales, the environment, views and the options of one call."""

import gc
import tracemalloc
from typing import Any

import pytest

from gomus_async import CallOptions, ConfigError, DeadlineExceeded, Gomus, Secret, Settings
from gomus_async.settings import Backoff
from tests.resources.recorder import Canned, Recorder

UNFIT = [
    "",
    " ",
    "geheim\r\nX: y",
    "geheim\n",
    "gehe\0im",
    "geheimnisträger",
    "ge heim",
    "geheim\t",
]


@pytest.mark.parametrize("value", UNFIT, ids=ascii)
@pytest.mark.parametrize("name", ["token", "shop", "locale"])
def test_unfit_values(name: str, value: str) -> None:
    arguments: dict[str, Any] = {name: value}

    plain = Gomus("demo.gomus.de")

    for view in (False, True):
        with pytest.raises(ConfigError) as caught:
            plain.with_options(**arguments) if view else Gomus("demo.gomus.de", **arguments)
        assert "geh" not in f"{caught.value!r} {caught.value}"
        assert name in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [
        {"token": 5},
        {"token": b"t"},
        {"shop": 5},
        {"shop": "https://demo-shop.gomus.de"},
        {"locale": []},
        {"locale": ["de", ""]},
        {"locale": [None]},
        {"locale": b"de"},
        {"locale": "de&token=x"},
    ],
    ids=str,
)
def test_wrong_kinds(arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Gomus("demo.gomus.de", **arguments)


def test_the_token_does_not_show() -> None:
    gomus = Gomus("demo.gomus.de", token="SECRET-TOKEN")
    held = [gomus, gomus.customers, gomus.raw, gomus.raw.customers, gomus.stats, gomus._caller]

    assert "SECRET-TOKEN" not in repr(held)
    assert "SECRET-TOKEN" not in repr(gomus._caller.identity.headers(token=True))


async def test_what_is_sent(server: Recorder) -> None:
    async with Gomus(server.url, token=Secret("t-1"), shop="s.example", locale="de") as gomus:
        await gomus.instance.whoami()
        await gomus.with_options(token=None, shop=None, locale=None).instance.whoami()
        await gomus.with_options(token="t-2", locale=["de", "en"]).instance.whoami()

    sent = [
        (r.query, dict(r.headers).get("authorization"), dict(r.headers).get("x-shop-url"))
        for r in server.requests
    ]
    assert sent == [
        ("locale=de", "Bearer t-1", "s.example"),
        ("", None, None),
        ("locale%5B%5D=de&locale%5B%5D=en", "Bearer t-2", "s.example"),
    ]


class TestEnvironment:
    async def test_all_four(self, server: Recorder) -> None:
        environ = {
            "GOMUS_INSTANCE": server.url,
            "GOMUS_TOKEN": "t-1",
            "GOMUS_SHOP": "s.example",
            "GOMUS_LOCALE": "en",
        }
        async with Gomus.from_env(environ=environ) as gomus:
            await gomus.instance.whoami()

        headers = dict(server.only.headers)
        assert (headers["authorization"], headers["x-shop-url"]) == ("Bearer t-1", "s.example")
        assert server.only.query == "locale=en"

    async def test_the_process_environment(
        self, server: Recorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GOMUS_INSTANCE", server.url)
        monkeypatch.delenv("GOMUS_TOKEN", raising=False)
        monkeypatch.setenv("GOMUS_SHOP", "")
        monkeypatch.setenv("GOMUS_LOCALE", "")

        async with Gomus.from_env() as gomus:
            await gomus.instance.whoami()

        assert "authorization" not in dict(server.only.headers)
        assert server.only.query == ""

    @pytest.mark.parametrize("environ", [{}, {"GOMUS_INSTANCE": ""}])
    def test_without_an_instance(self, environ: dict[str, str]) -> None:
        with pytest.raises(ConfigError, match=r"GOMUS_INSTANCE.*demo\.gomus\.de"):
            Gomus.from_env(environ=environ)

    def test_an_empty_token_is_a_mistake(self) -> None:
        """A secret that was not filled in must not turn into a public client."""
        with pytest.raises(ConfigError, match="token is empty"):
            Gomus.from_env(environ={"GOMUS_INSTANCE": "demo.gomus.de", "GOMUS_TOKEN": ""})

    def test_a_token_that_cannot_travel(self) -> None:
        environ = {"GOMUS_INSTANCE": "demo.gomus.de", "GOMUS_TOKEN": "geheim\n"}

        with pytest.raises(ConfigError, match="token") as caught:
            Gomus.from_env(environ=environ)
        assert "geheim" not in str(caught.value)


class TestViews:
    async def test_share_connections_and_counters(self, server: Recorder) -> None:
        async with Gomus(server.url) as gomus:
            view = gomus.with_options(locale="de")
            await view.instance.whoami()
            await gomus.instance.whoami()

            assert gomus.stats.calls == view.stats.calls == 2

    async def test_closing_a_view_closes_nothing(self, server: Recorder) -> None:
        async with Gomus(server.url) as gomus:
            view = gomus.with_options(locale="de")
            async with view:
                await view.instance.whoami()
            await view.aclose()
            await gomus.instance.whoami()
            await view.instance.whoami()

        assert len(server.requests) == 3
        with pytest.raises(ConfigError, match="closed"):
            await view.instance.whoami()

    async def test_a_closed_client_says_so(self, server: Recorder) -> None:
        gomus = Gomus(server.url)
        await gomus.aclose()
        await gomus.aclose()

        with pytest.raises(ConfigError, match="closed"):
            await gomus.instance.whoami()
        assert server.requests == []

    def test_many_leave_no_memory_behind(self) -> None:
        gomus = Gomus("demo.gomus.de", token="t")

        def use() -> None:
            for number in range(10_000):
                view = gomus.with_options(token=f"t{number}", locale="de")
                held = (view.customers, view.raw.customers, view.stats)
                assert len(held) == 3

        gc.collect()
        gc.disable()
        tracemalloc.start()
        try:
            use()
            before, _ = tracemalloc.get_traced_memory()
            use()
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            gc.enable()

        assert after - before < 50_000


class TestCallOptions:
    async def test_locale_headers_and_query(self, server: Recorder) -> None:
        options = CallOptions(
            locale="en", headers={"X-Trace": "1", "X-Empty": ""}, query={"a": [1, 2], "b": None}
        )
        async with Gomus(server.url, locale="de") as gomus:
            await gomus.instance.whoami(options=options)
            await gomus.instance.whoami()

        first, second = server.requests
        assert first.pairs == [("locale", "en"), ("a[]", "1"), ("a[]", "2")]
        assert (dict(first.headers)["x-trace"], dict(first.headers)["x-empty"]) == ("1", "")
        assert second.query == "locale=de"
        assert "x-trace" not in dict(second.headers)

    @pytest.mark.parametrize("name", ["authorization", "USER-AGENT", "accept", "X-Shop-Url"])
    async def test_a_header_replaces_the_sdks_own(self, server: Recorder, name: str) -> None:
        async with Gomus(server.url, token="t", shop="s.example") as gomus:
            await gomus.instance.whoami(options=CallOptions(headers={name: "mine"}))

        sent = [value for key, value in server.only.headers if key == name.lower()]
        assert sent == ["mine"]

    @pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"X\n": "a"}, {"": "a"}, {"X": "\0"}])
    def test_headers_that_cannot_travel(self, headers: dict[str, str]) -> None:
        with pytest.raises(ConfigError, match="headers"):
            CallOptions(headers=headers)

    @pytest.mark.parametrize("name", ["timeout", "deadline"])
    @pytest.mark.parametrize("value", [0, -1, float("nan")])
    def test_times_are_above_zero(self, name: str, value: float) -> None:
        times: dict[str, float] = {name: value}
        with pytest.raises(ConfigError, match=name):
            CallOptions(**times)  # type: ignore[arg-type]

    @pytest.mark.parametrize("locale", ["", "de en", "de\r\n", [], ["de", "e n"]])
    async def test_a_wrong_locale(self, server: Recorder, gomus: Gomus, locale: Any) -> None:
        with pytest.raises(ConfigError, match="locale"):
            await gomus.instance.whoami(options=CallOptions(locale=locale))
        assert server.requests == []

    async def test_values_do_not_show(self) -> None:
        options = CallOptions(headers={"X-Key": "geheim"}, query={"token": "geheim"})

        assert "geheim" not in repr(options)

    @pytest.mark.parametrize("options", [CallOptions(timeout=0.05), CallOptions(deadline=0.05)])
    async def test_times_end_a_call(self, server: Recorder, options: CallOptions) -> None:
        server.answer = lambda _: Canned(200, headers={"Content-Length": "5"}, content=b"")
        settings = Settings(backoff=Backoff(attempts=1))
        async with Gomus(server.url, settings=settings) as gomus:
            with pytest.raises(DeadlineExceeded):
                await gomus.instance.whoami(options=options)
