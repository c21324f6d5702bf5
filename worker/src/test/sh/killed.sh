#!/usr/bin/env bash
# Exports that are killed at ten random moments and restarted each time write the same bytes as undisturbed exports.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox

seed=${SEED:-$RANDOM}
echo "seed $seed"
RANDOM=$seed
snapshots=(2018-01-01 2022-01-01 2026-01-01)
kills=(4 3 3)

serve sandbox/histories
export COMMITLAKE_SOURCE=git
bucket=$COMMITLAKE_DATASET
commitlake() { worker/bin/commitlake "$@" >>"$work/log" 2>&1; }
into() { export COMMITLAKE_DATASET=$bucket/$1; lake=$work/s3/github/$1; }
tables() { (cd "$work/s3/github/$1" && find commits file_changes file_states -type f -print0 | sort -z | xargs -0 sha256sum); }
record() { echo "$lake/_commitlake/ledger/$1/1000/$2.json"; }

# Each snapshot is one export; the kills are spread over the time that it works.
into undisturbed
commitlake track sandbox/renames
works=()
for number in "${!snapshots[@]}"; do
    commitlake run --snapshot "${snapshots[$number]}"
    begun=$(date -r "$(record claims "$number")" +%s%3N)
    ended=$(date -r "$(record outcomes "$number")" +%s%3N)
    works+=($((ended - begun + 1)))
done

into killed
commitlake track sandbox/renames
landed=0
for number in "${!snapshots[@]}"; do
    for ((kill = 0; kill < kills[number]; kill++)); do
        # Git, which the killed worker has left, may still write there.
        for ((tries = 0; tries < 100; tries++)); do
            ! rm -rf "$work/work" 2>>"$work/log" || break
            sleep 0.1
        done
        rm -rf "$work/work"
        worker/bin/commitlake run --snapshot "${snapshots[$number]}" >>"$work/log" 2>&1 &
        worker=$!
        # Wait until the worker works: it has claimed the export and made a folder for the repository.
        until [ -e "$(record claims "$number")" ] && compgen -G "$work/work/*/*-1000" >/dev/null; do
            kill -0 "$worker" 2>/dev/null || break
            sleep 0.05
        done
        # Stop short of the end, since the kill itself comes late on a busy machine.
        wait_ms=$((RANDOM % (works[number] * 2 / 3 + 1)))
        sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
        kill -KILL "$worker" 2>/dev/null || true
        wait "$worker" 2>/dev/null || true
        [ -e "$(record outcomes "$number")" ] || landed=$((landed + 1))
    done
done
commitlake run --snapshot "${snapshots[-1]}"
worker/bin/commitlake validate --all

# Kills that came too late prove nothing.
[ "$landed" -ge 4 ] || { echo "only $landed exports were still at work when they were killed" >&2; exit 1; }
diff <(tables undisturbed) <(tables killed)
echo "killed $landed times at work: the same bytes in $(tables killed | wc -l) files"
echo "1 passed, 0 failed"
