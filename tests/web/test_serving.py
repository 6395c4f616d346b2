"""Where the server listens, who may connect, and what is said where it cannot run."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

import cts_docs
from cts_docs.errors import CannotRunError
from cts_docs.services import ServiceContext, open_context
from cts_docs.web.security.authentication import PROXY_HEADER, connection_owners
from cts_docs.web.serving import access_control, open_address
from tests.conftest import Run

PROXY = '[serve]\nuser_header = "X-Remote-User"\nproxy = "127.0.0.9"\npublic_host = "docs.example.org"\n'


def context(folder: Path, text: str = "") -> ServiceContext:
    path = folder / "cts-docs.toml"
    path.write_text(text, "utf-8")
    return open_context(path)


def refusal(host: str, port: int, where: ServiceContext) -> str:
    with pytest.raises(CannotRunError) as refused:
        open_address(host, port, where)
    return refused.value.problems[0].code


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - what must be refused
def test_an_address_beyond_this_machine_is_refused(host: str, tmp_path: Path) -> None:
    assert refusal(host, 0, context(tmp_path)) == "SERVE_NOT_LOOPBACK"


def test_a_name_is_no_address(tmp_path: Path) -> None:
    assert refusal("docs.example.org", 0, context(tmp_path)) == "SERVE_HOST"


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert refusal("127.0.0.1", taken.getsockname()[1], context(tmp_path)) == "SERVE_ADDRESS"


def test_on_loopback_the_person_is_the_account_of_the_system(tmp_path: Path) -> None:
    address = open_address("localhost", 0, context(tmp_path))
    with address.listening:
        control = access_control(address, context(tmp_path))
        assert control.account
        assert control.header == ""
        assert control.accepts_host(f"localhost:{address.port}")
        assert not control.accepts_host("docs.example.org")


def test_with_a_proxy_another_address_is_served_under_its_name(tmp_path: Path) -> None:
    behind = context(tmp_path, PROXY)
    address = open_address("0.0.0.0", 0, behind)  # noqa: S104 - allowed with a proxy
    with address.listening:
        control = access_control(address, behind)
        assert control.header == "x-remote-user"
        assert control.accepts_host("docs.example.org")
        assert not control.accepts_host(f"127.0.0.1:{address.port}")
        assert control.accepts_connection("127.0.0.9", 1)
        assert not control.accepts_connection("127.0.0.1", 1)


def test_a_proxy_that_would_not_be_in_effect_is_refused(tmp_path: Path) -> None:
    assert refusal("127.0.0.1", 0, context(tmp_path, PROXY)) == "SERVE_PROXY_UNUSED"


def test_a_proxy_on_the_same_computer_proves_itself_by_a_secret(tmp_path: Path) -> None:
    secret = "0123456789abcdef" * 2
    (tmp_path / "secret").write_text(f"{secret}\n", "ascii")
    behind = context(tmp_path, PROXY.replace("127.0.0.9", "127.0.0.1") + 'secret_file = "secret"\n')
    address = open_address("127.0.0.1", 0, behind)
    with address.listening:
        control = access_control(address, behind)
        assert control.accepts_connection("127.0.0.1", 1)
        assert control.accepts_host("docs.example.org")
        sent = ([secret], [], [""], [secret.upper()], [secret, secret], ["é"])
        accepted = [control.accepts_secret({PROXY_HEADER: values}.__getitem__) for values in sent]
        assert accepted == [True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("content", "code"), [(None, "SERVE_SECRET"), ("短", "SERVE_SECRET"), ("a" * 31, "SERVE_SECRET_SHORT")]
)
def test_a_secret_that_protects_nothing_is_refused(tmp_path: Path, content: str | None, code: str) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content, "utf-8")
    behind = context(tmp_path, PROXY + 'secret_file = "secret"\n')
    address = open_address("127.0.0.1", 0, behind)
    with address.listening, pytest.raises(CannotRunError) as refused:
        access_control(address, behind)
    assert refused.value.problems[0].code == code


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a connection is")
def test_the_account_at_the_other_end_is_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            assert list(connection_owners(client.getsockname()[1], port)) == [os.getuid()]


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "pypdfium2"])
def test_a_missing_extra_is_named_with_what_to_install(
    missing: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The package keeps the page as an attribute too, which an import in between would exchange.
    monkeypatch.setattr(cts_docs, "web", cts_docs.web)
    for loaded in [name for name in sys.modules if name.startswith("cts_docs.web")]:
        monkeypatch.delitem(sys.modules, loaded)
    for loaded in [name for name in sys.modules if name.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, missing, None)
    answer = run("serve", "--port", "0")
    assert answer.code == 2
    assert "SERVE_EXTRA_MISSING" in answer.err
    assert 'pip install "cts-docs[web]"' in answer.err


def test_the_command_refuses_an_open_address(run: Run) -> None:
    answer = run("serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104 - what must be refused
    assert answer.code == 2
    assert "SERVE_NOT_LOOPBACK" in answer.err


@pytest.mark.parametrize(("given", "opened"), [([], 0), (["--open"], 1)])
def test_the_browser_is_opened_where_that_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, given: list[str], opened: int
) -> None:
    found: list[str] = []
    monkeypatch.setattr(
        "cts_docs.web.serving.uvicorn.Server.run", lambda _, sockets: [one.close() for one in sockets]
    )
    monkeypatch.setattr("click.launch", found.append)

    answer = run("serve", "--port", "0", *given)

    assert answer.code == 0
    assert len(found) == opened
    assert all(address.startswith("http://127.0.0.1:") and address in answer.err for address in found)
