#!/bin/sh
# Makes the folder for installing without a network: make.sh FOLDER PYTHON [VERSION...]
# FOLDER is made anew; PYTHON is one with pip, uv and hatchling; VERSIONs are those of Python to install under.
set -eu
cd "$(dirname "$0")/.."
folder=$1 python=$2
shift 2
versions=${*:-3.11 3.12 3.13 3.14}
wheels=$folder/wheels
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

linux='--platform manylinux1_x86_64 --platform manylinux2010_x86_64 --platform manylinux2014_x86_64'
for minor in 5 12 17 24 26 27 28; do linux="$linux --platform manylinux_2_${minor}_x86_64"; done
windows='--platform win_amd64'
pip() { "$python" -m pip --disable-pip-version-check --quiet "$@"; }

rm -rf "$folder"
mkdir -p "$wheels"
# bagit is published as source only; it is pure Python, so one wheel serves every system.
pip wheel --no-deps --wheel-dir "$wheels" . bagit
for version in $versions; do
    for system in windows x86_64-manylinux_2_28; do
        # uv resolves for the other system and version, conditions such as sys_platform included.
        "$python" -m uv pip compile --quiet --only-binary :all: --find-links "$wheels" --no-header \
            --python-version "$version" --python-platform "$system" --extra all \
            --output-file "$work/requirements.txt" pyproject.toml
        platforms=$linux
        if [ "$system" = windows ]; then platforms=$windows; fi
        # shellcheck disable=SC2086
        pip download --no-deps --only-binary :all: --find-links "$wheels" --dest "$wheels" \
            --python-version "$version" $platforms --requirement "$work/requirements.txt"
        # shellcheck disable=SC2086
        pip install --dry-run --target "$work/none" --no-index --find-links "$wheels" --only-binary :all: \
            --python-version "$version" $platforms 'cts-docs[all]'
    done
done
cp bundle/install.sh bundle/install.cmd bundle/cts-docs-serve.cmd bundle/cts-docs-prompt.cmd "$folder"
cp -R README.md README.zh-CN.md CHANGELOG.md LICENSE "$folder"
mkdir "$folder/docs"
cp -R docs/*.md docs/zh docs/en docs/images "$folder/docs"
"$python" bundle/licences.py "$wheels" "$folder/licences"
(cd "$folder" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >"$work/sums" && mv "$work/sums" SHA256SUMS)
