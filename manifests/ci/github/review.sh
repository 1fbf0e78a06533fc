#!/usr/bin/env bash
# The one step of action.yml: review, then show what came out. It ends as the review ended.
set -eo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/../arguments.sh
source "$here/../arguments.sh"
# shellcheck source=SCRIPTDIR/program.sh
source "$here/program.sh"

reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/tranche-XXXXXX")
sarif=${TRANCHE_SARIF:-$reports/report.sarif}
arguments

status=0
tranche review "${options[@]}" -o github -o "json=$reports/report.json" \
  -o "md=$reports/report.md" -o "sarif=$sarif" -- "${paths[@]}" || status=$?

told() { if [ -s "$2" ]; then echo "$1=$2"; fi; }
{
  echo "exit=$status"
  told json "$reports/report.json"
  told markdown "$reports/report.md"
  told sarif "$sarif"
  if [ -s "$reports/report.json" ]; then echo "findings=$(findings "$reports/report.json")"; fi
} >>"${GITHUB_OUTPUT:-/dev/null}"

if [ -s "$reports/report.md" ]; then
  show=()
  [ "${TRANCHE_COMMENT:-true}" = true ] || show+=(--no-comment)
  [ -z "${TRANCHE_NAME:-}" ] || show+=("--name=$TRANCHE_NAME")
  # What it says of a comment that could not be written is all that comes of that.
  tranche post "${show[@]}" "$reports/report.md" || true
fi
exit "$status"
