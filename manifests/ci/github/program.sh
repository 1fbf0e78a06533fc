# Of bash, to be sourced: `tranche` is the program of the action's own checkout. A release has it in
# one file; where there is only the source it is built, with no more packages than that takes.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

new_enough() {
  "$1" -e 'process.exit(require("node:zlib").createZstdDecompress ? 0 : 1)' 2>/dev/null
}

# packages yes|no: of npm, in their place whole or not at all; with a Node of npm's, too, or without.
packages() {
  local aside="$root/.packages"
  rm -rf "$aside" && mkdir "$aside"
  node "$root/manifests/ci/github/needed.mjs" "$root" "$aside" "$1"
  (cd "$aside" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error) >&2
  rm -rf "$root/node_modules" && mv "$aside/node_modules" "$root/node_modules"
  rm -rf "$aside"
}

program=
for built in dist/tranche-single.mjs dist/cli.js; do
  if [ -z "$program" ] && [ -f "$root/$built" ]; then program="$root/$built"; fi
done
node=node
if ! new_enough node; then node="$root/node_modules/.bin/node"; fi
if ! new_enough "$node"; then
  packages yes
elif [ -z "$program" ] && ! [ -d "$root/node_modules/esbuild" ]; then
  packages "$([ "$node" = node ] && echo no || echo yes)"
fi
if [ -z "$program" ]; then
  (cd "$root" && "$node" webhook/prepare.js) >&2
  program="$root/dist/cli.js"
fi

tranche() { NODE_USE_ENV_PROXY=1 "$node" "$program" "$@"; }

findings() {
  "$node" -p 'const { counts } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).conclusion; counts.error + counts.warning + counts.note' "$1"
}
