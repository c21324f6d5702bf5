#!/usr/bin/env bash
# "make run" with repositories on GitHub: a wrong name doesn't stop the others, and a second run ends within seconds. Then "make sample"
# exports the sandbox's own repositories beside them, and publishes them.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox

serve sandbox/histories
unset COMMITLAKE_DATASET
# first-run exports into ./data of its own checkout, so give it one that links to the real modules.
mkdir "$work/checkout"
for module in worker sandbox; do ln -s "$PWD/$module" "$work/checkout/$module"; done
run() { REPOSITORIES=$1 sh "$work/checkout/worker/bin/first-run" >"$work/out" 2>&1; }
said() { grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; echo "the output lacks: $1" >&2; exit 1; }; }

code=0
run "sandbox/nowhere sandbox/small" || code=$?
[ "$code" -eq 3 ] || { cat "$work/out" >&2; echo "ended with $code and not with 3" >&2; exit 1; }
said "sandbox/nowhere"
said "Done in"
compgen -G "$work/checkout/data/github/commits/repository_id=1001/*/*.parquet" >/dev/null

# The promise is ten seconds. It is held against processor time, so that a busy machine doesn't fail the test.
TIMEFORMAT='%U %S'
took=$({ time run "sandbox/small" || { cat "$work/out" >&2; exit 1; }; } 2>&1 | awk '{ print int($1 + $2 + 0.5) }')
said "nothing to do"
[ "$took" -le 10 ] || { echo "a second run took $took s of processor time" >&2; exit 1; }
echo "a second run took $took s of processor time"

tables() { (cd "$work/checkout/data/github" && find commits file_* -type f -exec sha256sum {} + | sort); }
tables >"$work/before"
mkdir -p .cache
for part in .cache .mvn Makefile docs; do ln -s "$PWD/$part" "$work/checkout/$part"; done
# The modules are built already.
(unset GITHUB_TOKENS GITHUB_API_URL GITHUB_GRAPHQL_URL GITHUB_SERVER_URL && make -s -C "$work/checkout" -o build sample) \
    >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
said "1,235 commits"
said "data/sample has 369 data files of 2 repositories"
mkdir "$work/unpacked"
tar -C "$work/unpacked" -xf "$work/checkout/data/sample.tar"
(cd "$work/unpacked/sample" && sha256sum --check --quiet SHA256SUMS)
grep -q 'no address in raw_url leads anywhere' "$work/unpacked/sample/README.md"
compgen -G "$work/checkout/data/sandbox/commits/repository_id=1000/*/*.parquet" >/dev/null
tables | diff "$work/before" -
echo "1 passed, 0 failed"
