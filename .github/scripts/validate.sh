#!/usr/bin/env bash
# What the action runs: holds INPUT_PATH to the rules of the package that is installed. Files are read, nothing is run.
#
#   INPUT_PATH    a package's folder (it has a folder `datasets`), a folder of CSV files, or one CSV file
#   INPUT_TABLE   the table of the CSV files; empty: each file is named after its table
#   INPUT_FORMAT  github, text or json
#
# Exit code 0: clean; 1: problems; 2: could not run, also where there is nothing to read.
set -uo pipefail
shopt -s nullglob
path=${INPUT_PATH:-.}
options=(--format "${INPUT_FORMAT:-github}")

# Put the folder before the paths of annotations: GitHub counts them from the root of the repository.
located() {
  local line prefix=${path%/} workspace=${GITHUB_WORKSPACE:-$PWD}
  prefix=${prefix#./}
  case $prefix in
    . | "$workspace") prefix= ;;
    "$workspace"/*) prefix=${prefix#"$workspace"/} ;;
  esac
  prefix=${prefix//%/%25}
  prefix=${prefix//:/%3A}
  prefix=${prefix//,/%2C}
  while IFS= read -r line; do
    case $line in
      "::error file="*) printf '%s\n' "::error file=${prefix:+$prefix/}${line#::error file=}" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

if [ -d "$path/datasets" ]; then
  azisrael validate "${options[@]}" -- "$path" | located
  exit
fi

files=("$path")
[ -d "$path" ] && files=("${path%/}"/*.csv)
if [ ${#files[@]} -eq 0 ]; then
  echo "::error title=nothing to read::no CSV file and no folder datasets in the folder of the input 'path'"
  exit 2
fi
[ -n "${INPUT_TABLE:-}" ] && options+=(--table "$INPUT_TABLE")
worst=0
for file in "${files[@]}"; do
  azisrael validate "${options[@]}" -- "$file"
  code=$?
  [ "$code" -gt "$worst" ] && worst=$code
done
exit "$worst"
