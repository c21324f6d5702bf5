#!/usr/bin/env bash
# A shard of 1,000 repositories, 50 of them bad in all ways, in a cgroup of 512 MiB: 950 are exported, each bad one is named, the
# exit code is 4, and a retry asks the server for the 50 alone.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../../.."
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/cgroup
limit_memory $((512 << 20)) || { echo "skipped: no cgroup can be made here"; exit 0; }
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/sandbox
shard=worker/src/test/python/hostile/shard.py
histories=$work/histories
mkdir "$histories"
export PYTHONDONTWRITEBYTECODE=1
python3 "$shard" make "$histories"

configure() {
    export COMMITLAKE_DATASET=file:$work/dataset COMMITLAKE_SOURCE=git
    export COMMITLAKE_JAVA_OPTIONS=-XX:MaxRAMPercentage=45 COMMITLAKE_MAX_REPOSITORY_TIME=PT30S
}
control() { curl -fsS "$@" >"$work/answer" || { echo "the sandbox refuses: $*" >&2; exit 1; }; }

# The run is planned while GitHub shows all of them; then it shows some otherwise, and its server fails fetches.
serve "$histories" 2>"$work/sandbox.log" # it logs each object that it can't read
configure
run=(--snapshot 2026-01-01 --run shard)
worker/bin/commitlake track --file "$histories/shard/names" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
worker/bin/commitlake plan "${run[@]}" --shards 1 >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
kill "$sandbox"
wait "$sandbox" 2>/dev/null || true
cp "$histories/shard/repositories.json" "$histories/repositories.json"
rm "$work/exports"
serve "$histories" --port "${GITHUB_SERVER_URL##*:}" 2>"$work/sandbox.log"
configure
while read -r fault; do
    control -X POST "$GITHUB_SERVER_URL/_sandbox/faults" -d "$fault"
done <"$histories/shard/faults"

# Carries out the shard; the number of the try comes first.
extract() {
    control -X DELETE "$GITHUB_SERVER_URL/_sandbox/requests"
    local code=0 begun=$SECONDS
    (
        echo "$BASHPID" >"$group/cgroup.procs"
        exec worker/bin/commitlake extract "${run[@]}" --shard 0 --summary "$work/summary"
    ) >"$work/log" 2>&1 || code=$?
    control "$GITHUB_SERVER_URL/_sandbox/requests"
    [ "$code" -eq 4 ] || { echo "try $1: exit code $code, not 4" >&2; cat "$work/log" >&2; exit 1; }
    ! grep -n $'^\tat ' "$work/log" >&2 || { echo "the log has a stack trace" >&2; exit 1; }
    [ "$(kills)" -eq 0 ] || { echo "the kernel killed $(kills) processes" >&2; exit 1; }
    python3 "$shard" check "$histories" "$work/dataset" "$work/summary" "$1" >"$work/table"
    echo "try $1: $((SECONDS - begun)) seconds, $(requests) requests, at most $(($(peak) >> 20)) MB, the page cache included"
}
requests() { python3 -c 'import json, sys; print(json.load(sys.stdin)["total"])' <"$work/answer"; }

extract 1
extract 2
[ "$(requests)" -le 200 ] || { echo "the retry sent $(requests) requests for 50 repositories" >&2; exit 1; }
! grep -F "good-" "$work/answer" >&2 || { echo "the retry asked for a repository that was exported" >&2; exit 1; }
worker/bin/commitlake merge "${run[@]}" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
worker/bin/commitlake validate --all >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cat "$work/table"
echo "1 passed, 0 failed"
