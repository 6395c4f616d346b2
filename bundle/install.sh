#!/bin/sh
# Installs cts-docs on Linux (x86-64) from this folder, without a network: sh install.sh [FOLDER]
# FOLDER is where the program goes, ~/.local/share/cts-docs by default; run again to upgrade.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-"$HOME/.local/share/cts-docs"}
commands=$HOME/.local/bin

# One language at a time: Chinese under a Chinese locale.
case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in zh*) say() { echo "$1"; } ;; *) say() { echo "$2"; } ;; esac

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }
python=
for one in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if fits "$one"; then python=$one && break; fi
done
if [ -z "$python" ]; then
    say "需要 Python 3.11～3.14（含 venv）。Debian、Ubuntu：sudo apt install python3-venv；Fedora：sudo dnf install python3。" \
        "Python 3.11 to 3.14 with venv is needed. Debian, Ubuntu: sudo apt install python3-venv; Fedora: sudo dnf install python3." >&2
    exit 1
fi
say "安装到 $target ……" "Installing into $target …"
"$python" -m venv "$target"
"$target/bin/python" -m pip --disable-pip-version-check install --quiet --upgrade --no-index --find-links "$here/wheels" 'cts-docs[all]'
mkdir -p "$commands"
ln -sf "$target/bin/cts-docs" "$commands/cts-docs"
"$target/bin/cts-docs" doctor
say "已安装：$commands/cts-docs。" "Installed: $commands/cts-docs."
case ":$PATH:" in
*":$commands:"*) ;;
*) say "请把 $commands 加入 PATH，或重新登录后再使用 cts-docs。" "Add $commands to PATH, or log in again, before you use cts-docs." ;;
esac
