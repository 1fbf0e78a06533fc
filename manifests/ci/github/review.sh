#!/usr/bin/env bash
# The one step of action.yml: review, then show what came out. It ends as the review ended.
set -eo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/../arguments.sh
source "$here/../arguments.sh"

# annotated LEVEL TEXT: on the page of the run; a line of its own would be a command's end.
annotated() {
  local text=${2//'%'/%25}
  text=${text//$'\r'/%0D}
  echo "::$1 title=tranche review::${text//$'\n'/%0A}"
}

arguments
if [ ${#paths[@]} -eq 0 ]; then
  annotated error 'the input paths is empty: name files or folders of manifests, one a line'
  echo 'exit=2' >>"${GITHUB_OUTPUT:-/dev/null}"
  exit 2
fi
if [ -z "${TRANCHE_SNAPSHOT//[[:space:]]/}" ]; then
  annotated warning 'no snapshot is given: the embedded sample was asked, whose teams, quotas and nodes are none of yours. manifests/ci/README.md of Tranche says how a pipeline comes to a fresh one'
fi

# shellcheck source=SCRIPTDIR/program.sh
source "$here/program.sh"

reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/tranche-XXXXXX")
sarif=${TRANCHE_SARIF:-$reports/report.sarif}

status=0
tranche review "${options[@]}" -o github -o "json=$reports/report.json" \
  -o "md=$reports/report.md" -o "sarif=$sarif" -- "${paths[@]}" 2>"$reports/said" || status=$?
cat "$reports/said" >&2
# Where there is no report, what it said is all that anybody learns.
if [ ! -s "$reports/report.json" ]; then annotated error "$(head -c 2000 "$reports/said")"; fi

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
