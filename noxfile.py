"""What is checked, and how: `nox` runs lint, types and tests."""

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

PYTHONS = ["3.11", "3.12", "3.13"]
SOURCES = ["gomus_async", "tests", "benchmarks", "noxfile.py"]


def install(session: nox.Session, *groups: str) -> None:
    project = nox.project.load_toml("pyproject.toml")
    wanted = nox.project.dependency_groups(project, *groups)
    session.install("-q", "-e", ".[cli]", *wanted)


@nox.session
def lint(session: nox.Session) -> None:
    install(session, "lint")
    session.run("ruff", "format", "--check", *SOURCES)
    session.run("ruff", "check", *SOURCES)
    session.run("lint-imports", "--no-cache")
    session.run("python", "-m", "tests.support.facade", "--check")


@nox.session
def types(session: nox.Session) -> None:
    install(session, "types")
    session.run("mypy")
    session.run("pyright")


@nox.session
def tests(session: nox.Session) -> None:
    install(session, "test")
    session.run("pytest", "-n", "2", "-m", "not soak", *session.posargs)


@nox.session(python=PYTHONS)
@nox.parametrize("aiohttp", ["3.13.5", "newest"])
def matrix(session: nox.Session, aiohttp: str) -> None:
    install(session, "test")
    if aiohttp != "newest":
        session.install("-q", f"aiohttp=={aiohttp}")
    session.run("pytest", "-n", "2", "-m", "not soak", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    install(session, "test")
    session.run("pytest", "-n", "2", "-m", "soak", "--timeout", "3600", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    install(session, "bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def endpoints(session: nox.Session) -> None:
    install(session, "test")
    session.run("python", "-m", "tests.support.endpoint_table")


@nox.session
def facade(session: nox.Session) -> None:
    install(session, "lint")
    session.run("python", "-m", "tests.support.facade", *session.posargs)
