#!/usr/bin/env bash
# An export that is killed at ten random moments, and started again each time, ends with the bytes of an undisturbed one.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

seed=${SEED:-$RANDOM}
echo "seed $seed"
RANDOM=$seed
work=$(mktemp -d)
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

sandbox/bin/sandbox --histories sandbox/histories --s3-data "$work/s3" >"$work/exports" &
sandbox=$!
for ((tried = 0; tried < 600; tried++)); do
    ! grep -q COMMITLAKE_DATASET "$work/exports" || break
    kill -0 "$sandbox" || { echo "the sandbox ended" >&2; exit 1; }
    sleep 0.1
done
set -a
# shellcheck disable=SC1091
. "$work/exports"
set +a
export COMMITLAKE_WORK_DIR=$work/work

tables() {
    (cd "$1" && find commits file_changes file_states -type f -print0 | sort -z | xargs -0 sha256sum)
}

export COMMITLAKE_DATASET=file:$work/undisturbed
worker/bin/commitlake track sandbox/small sandbox/renames >/dev/null 2>&1
begun=$(date +%s%N)
worker/bin/commitlake run --snapshot 2026-01-01 >/dev/null 2>&1
took=$((($(date +%s%N) - begun) / 1000000))

export COMMITLAKE_DATASET=file:$work/killed
worker/bin/commitlake track sandbox/small sandbox/renames >/dev/null 2>&1
killed=0
for ((attempt = 0; attempt < 10; attempt++)); do
    worker/bin/commitlake run --snapshot 2026-01-01 >/dev/null 2>&1 &
    worker=$!
    wait_ms=$((RANDOM % took))
    sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
    if kill -KILL "$worker" 2>/dev/null; then
        killed=$((killed + 1))
    fi
    wait "$worker" 2>/dev/null || true
done
worker/bin/commitlake run --snapshot 2026-01-01 >/dev/null
worker/bin/commitlake validate --all

[ "$killed" -gt 0 ] || { echo "no run was still going when it was to be killed" >&2; exit 1; }
diff <(tables "$work/undisturbed") <(tables "$work/killed")
echo "killed $killed times; the same bytes in $(tables "$work/killed" | wc -l) files"
echo "1 passed, 0 failed"
