#!/usr/bin/env bash
# Everything that a release gives out, built into a folder and checked; nothing is uploaded. Usage: release.sh OUT
# Wants the environment of the tests in .venv, and the commit that is released, with the tags before it.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1
mkdir -p "$out"

version=$(.venv/bin/python -P -c 'import azisrael_data; print(azisrael_data.__version__)')
case "${GITHUB_REF:-}" in
  refs/tags/*)
    if [ "$GITHUB_REF" != "refs/tags/v$version" ]; then
      echo "::error title=version::the tag is ${GITHUB_REF#refs/tags/}, the version $version"
      exit 1
    fi
    ;;
esac

# The rows are held against those of the last release: what changed decides how far the version is raised.
if last=$(git describe --tags --abbrev=0 --match 'v*' HEAD^ 2> /dev/null); then
  echo "the last release is $last"
  .venv/bin/azisrael release --out "$out/release" --since "git:$last"
else
  .venv/bin/azisrael release --out "$out/release"
fi
.venv/bin/azisrael check "$out/release/azisrael-data-$version.zip"

.venv/bin/python -P -m hatchling build -d "$out/distributions"
.venv/bin/sphinx-build -q -W -n --keep-going -b html docs "$out/site"
.venv/bin/azisrael explore --out "$out/site/explorer"
ls -l "$out/distributions" "$out/release"
