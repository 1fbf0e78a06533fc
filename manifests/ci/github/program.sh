# Of bash, to be sourced: `tranche` is the program of the action's own checkout. A release has it in
# one file; where there is only the source it is built, by the Node that npm brings along.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

new_enough() {
  "$1" -e 'process.exit(require("node:zlib").createZstdDecompress ? 0 : 1)' 2>/dev/null
}

program=
for built in dist/tranche-single.mjs dist/cli.js; do
  if [ -z "$program" ] && [ -f "$root/$built" ]; then program="$root/$built"; fi
done
if [ -z "$program" ] || ! { new_enough node || [ -x "$root/node_modules/.bin/node" ]; }; then
  (cd "$root" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error) >&2
fi
node=node
if ! new_enough node; then node="$root/node_modules/.bin/node"; fi
if [ -z "$program" ]; then
  (cd "$root" && npm run --silent build) >&2
  program="$root/dist/cli.js"
fi

tranche() { NODE_USE_ENV_PROXY=1 "$node" "$program" "$@"; }

findings() {
  "$node" -p 'const { counts } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).conclusion; counts.error + counts.warning + counts.note' "$1"
}
