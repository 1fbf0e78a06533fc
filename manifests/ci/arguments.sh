# Of bash, to be sourced: the variables TRANCHE_… of a job as arguments of tranche review.

# each OPTION LINES: OPTION=LINE for each line that is not empty.
each() {
  local line
  while IFS= read -r line; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || options+=("$1=$line")
  done <<<"$2"
}

# Fills `options` and `paths`.
arguments() {
  options=()
  each --path "${TRANCHE_PATHS:-}"
  paths=("${options[@]#--path=}")
  options=()
  each --exclude "${TRANCHE_EXCLUDE:-}"
  each --snapshot "${TRANCHE_SNAPSHOT:-}"
  each --policies "${TRANCHE_POLICIES:-}"
  each --namespace "${TRANCHE_NAMESPACE:-}"
  each --chart "${TRANCHE_CHART:-}"
  each --fail-on "${TRANCHE_FAIL_ON:-}"
  each --max-age "${TRANCHE_MAX_AGE:-}"
  each --base "${TRANCHE_BASE:-}"
  each --baseline "${TRANCHE_BASELINE:-}"
  if [ "${TRANCHE_FAIL_ON_TODAY:-false}" = true ]; then options+=(--fail-on-today); fi
}
