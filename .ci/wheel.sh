#!/usr/bin/env sh
# Does the wheel alone run, in an environment that holds nothing else, in a folder that is empty?
# sh .ci/wheel.sh PYTHON: a Python that has `build` and `hatchling`.
set -eu
python=$1
here=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$python" -m build --no-isolation --wheel -o "$place/dist" "$here" >/dev/null
"$python" -m venv "$place/venv"
"$place/venv/bin/python" -m pip --disable-pip-version-check --no-input -qq install \
	-c "$here/constraints.txt" "$place"/dist/*.whl </dev/null
mkdir "$place/empty"
cd "$place/empty"
# The repository must not be found by accident.
unset PYTHONPATH
"$place/venv/bin/tocsin" new mine.yaml >/dev/null
"$place/venv/bin/tocsin" check mine.yaml
"$place/venv/bin/tocsin" demo -o demo -q >/dev/null
test -s demo/run.json && test -s demo/report.html
# What an extra brings is missing, and is named.
"$place/venv/bin/tocsin" run mine.yaml -o out --netcdf 2>&1 | grep -q 'tocsin\[netcdf\]'
echo "The wheel alone works: $(cd "$place/dist" && echo *.whl)"
