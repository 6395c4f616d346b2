"""Answers come in an encoding of the terminal that can show Chinese, else in UTF-8; JSON always in UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


def answer(encoding: str, *arguments: str) -> bytes:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "cts_docs", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_chinese_is_shown_in_the_encoding_of_the_terminal(encoding: str) -> None:
    assert "计算得分、管理成熟度等级和认证级别" in answer(encoding, "--help", "--lang", "zh").decode(encoding)


def test_an_encoding_without_chinese_gives_way_to_utf_8() -> None:
    assert "计算得分、管理成熟度等级和认证级别" in answer("ascii", "--help", "--lang", "zh").decode("utf-8")


def test_json_is_utf_8_whatever_the_terminal() -> None:
    found = json.loads(answer("gbk", "spec", "list", "--json").decode("utf-8"))

    assert found["specifications"][0]["title"].startswith("城镇污水处理厂")
