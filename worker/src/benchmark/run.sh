#!/usr/bin/env bash
# Times the whole export (plan, extract, merge, validate) of each history beside one "git log" of it, in turn, and prints medians.
# HISTORIES is a folder of bundles, ROUNDS how often. Needs Python 3 beside what the worker needs.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
house=$PWD
rounds=${ROUNDS:-3}
folders=(sandbox/histories)
[ -d ../shared/histories ] && folders=(../shared/histories)
[ -n "${HISTORIES:-}" ] && folders=("$HISTORIES")
scratch=$(mktemp -d)
sandbox=
stop() {
    [ -z "$sandbox" ] || { kill "$sandbox" 2>/dev/null || :; wait "$sandbox" 2>/dev/null || :; }
    sandbox=
}
trap 'stop; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
measure() { python3 "$house/worker/src/benchmark/measure.py" "$@"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { awk -v n="$1" '{ print $n }' "$2"; }

printf 'export: wall of "commitlake run" less start-up (an empty "status"); medians of %s rounds; MB are peaks\n' "$rounds"
printf '%-12s %8s %9s %9s %9s %6s %8s %8s %8s\n' history commits start-up export 'git log' ratio 'JVM MB' 'its git' 'git log'
for folder in "${folders[@]}"; do
    for bundle in "$folder"/*.bundle; do
        name=$(basename "$bundle" .bundle)
        mkdir -p "$scratch/$name/histories"
        cp "$bundle" "$scratch/$name/histories/"
        git clone -q --bare "$bundle" "$scratch/$name/bare.git"
        commits=$(git -C "$scratch/$name/bare.git" rev-list --count HEAD)
        sandbox/bin/sandbox --histories "$scratch/$name/histories" --s3-data "$scratch/$name/data" >"$scratch/$name/exports" &
        sandbox=$!
        until grep -q '^export COMMITLAKE_DATASET=' "$scratch/$name/exports"; do
            kill -0 "$sandbox" || exit 1
            sleep 0.2
        done
        . "$scratch/$name/exports"
        bucket=$COMMITLAKE_DATASET
        for round in $(seq "$rounds"); do
            export COMMITLAKE_DATASET=$bucket/$round
            worker/bin/commitlake track "sandbox/$name" >"$scratch/track.log"
            measure worker/bin/commitlake status >>"$scratch/$name/status"
            measure worker/bin/commitlake run >>"$scratch/$name/run"
            measure git -C "$scratch/$name/bare.git" log -M --raw --numstat HEAD >>"$scratch/$name/log"
        done
        stop
        startup=$(column 1 "$scratch/$name/status" | median)
        run=$(column 1 "$scratch/$name/run" | median)
        log=$(column 1 "$scratch/$name/log" | median)
        awk -v n="$name" -v c="$commits" -v s="$startup" -v r="$run" -v l="$log" \
            -v j="$(column 2 "$scratch/$name/run" | median)" -v g="$(column 3 "$scratch/$name/run" | median)" \
            -v m="$(column 3 "$scratch/$name/log" | median)" \
            'BEGIN { printf "%-12s %8d %8.1fs %8.1fs %8.1fs %6.2f %8d %8d %8d\n", n, c, s, r - s, l, (r - s) / l, j, g, m }'
        rm -rf "${scratch:?}/$name"
    done
done
