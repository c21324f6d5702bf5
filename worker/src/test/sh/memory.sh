#!/usr/bin/env bash
# The largest shared histories export with a Java heap of 256 MB, and no process shows a token or a key in its command line.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

shared=../shared/histories
if [ ! -d "$shared" ]; then
    echo "skipped: there is no shared/histories beside the checkout"
    exit 0
fi
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox

mkdir "$work/histories"
cp "$shared/huge.bundle" "$shared/merges.bundle" "$work/histories"
serve "$work/histories"
export COMMITLAKE_JAVA_OPTIONS=-Xmx256m

worker/bin/commitlake track sandbox/huge sandbox/merges
worker/bin/commitlake run >"$work/log" 2>&1 &
worker=$!
: >"$work/processes"
while kill -0 "$worker" 2>/dev/null; do
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | sort -u - "$work/processes" -o "$work/processes" || true
    sleep 0.2
done
wait "$worker" || { cat "$work/log" >&2; exit 1; }
tail -n 3 "$work/log"

# The search sees the command lines of the processes that it should see.
for seen in io.commitlake.cli.Main remote-http diff-tree cat-file; do
    grep -q -- "$seen" "$work/processes" || { echo "no command line with $seen was seen" >&2; exit 1; }
done
for secret in "$GITHUB_TOKENS" "$AWS_SECRET_ACCESS_KEY" "$(printf 'x-access-token:%s' "$GITHUB_TOKENS" | base64 -w 0)"; do
    for place in "$work/processes" "$work/log"; do
        ! grep -qF -- "$secret" "$place" || { echo "a secret is in $place" >&2; exit 1; }
    done
done
echo "1 passed, 0 failed"
