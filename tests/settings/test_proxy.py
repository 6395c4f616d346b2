"""`[serve]`: the authenticating proxy in front of the page, all of its keys or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.errors import RefusedError
from cts_docs.settings import ServeSettings, load_settings

WHOLE = {"user_header": "X-Remote-User", "proxy": "192.0.2.10", "public_host": "docs.example.org"}


def load(folder: Path, **keys: str) -> ServeSettings:
    path = folder / "cts-docs.toml"
    path.write_text("[serve]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items()), "utf-8")
    return load_settings(path).serve


def test_a_whole_proxy_is_accepted(tmp_path: Path) -> None:
    assert load(tmp_path, **WHOLE) == ServeSettings("X-Remote-User", "192.0.2.10", "docs.example.org")
    assert load(tmp_path, **{**WHOLE, "proxy": "2001:db8::1", "public_host": "a.example:8443"}).proxy


def test_no_proxy_is_accepted(tmp_path: Path) -> None:
    assert load(tmp_path) == ServeSettings()


@pytest.mark.parametrize("missing", WHOLE)
def test_half_a_proxy_is_refused_with_what_is_missing(tmp_path: Path, missing: str) -> None:
    with pytest.raises(RefusedError) as refused:
        load(tmp_path, **{key: value for key, value in WHOLE.items() if key != missing})
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("PROXY_INCOMPLETE", missing)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("user_header", "X-Remote-User: x", "PROXY_HEADER"),
        ("user_header", "用户", "PROXY_HEADER"),
        ("proxy", "proxy.example.org", "PROXY_ADDRESS"),
        ("proxy", "192.0.2.0/24", "PROXY_ADDRESS"),
        ("public_host", "https://docs.example.org", "PROXY_HOST"),
        ("public_host", "docs.example.org/page", "PROXY_HOST"),
    ],
)
def test_a_key_of_another_form_is_refused_with_its_line(
    tmp_path: Path, key: str, value: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        load(tmp_path, **{**WHOLE, key: value})
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.found) == (code, f"serve.{key}", value)
    assert problem.values["line"] == str(2 + list(WHOLE).index(key))
