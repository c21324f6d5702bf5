#!/usr/bin/env bash
# Times the whole export (plan, extract, merge) of each history in turn with a "git log" of it, and prints medians.
# HISTORIES is a folder of bundles, ROUNDS the number of rounds. Needs Python 3 as well as what the worker needs.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
repository=$PWD
rounds=${ROUNDS:-3}
folders=(sandbox/histories)
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
measure() { python3 "$repository/worker/src/benchmark/measure.py" "$@"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { awk -v n="$1" '{ print $n }' "$2"; }

printf 'export: plan, extract and merge, each less the start-up of a "status" of a small dataset; validate likewise\n'
printf 'ratio: wall of the export to that of "git log -M --raw --numstat"; medians of %s rounds on %s cores\n' "$rounds" "$(nproc)"
printf 'CPU: processor seconds of all processes; MB: the most that all processes of one step held at once, over all steps\n'
line='%-10s %8s %9s %9s %9s %9s %6s %9s %9s %6s %8s\n'
# shellcheck disable=SC2059
printf "$line" history commits start-up export validate 'git log' ratio 'CPU' 'log CPU' MB 'log MB'
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
            COMMITLAKE_DATASET=file:$scratch/$name/lake worker/bin/commitlake track "sandbox/$name" >"$scratch/track.log"
            COMMITLAKE_DATASET=file:$scratch/$name/lake measure worker/bin/commitlake status >>"$scratch/$name/status"
            now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
            for step in plan extract merge validate; do
                case $step in
                    plan) flags='--shards 1' ;;
                    extract) flags='--shard 0' ;;
                    *) flags= ;;
                esac
                # shellcheck disable=SC2086
                measure worker/bin/commitlake $step --snapshot "$now" --run benchmark $flags >>"$scratch/$name/$step"
            done
            measure git -C "$scratch/$name/bare.git" log -M --raw --numstat HEAD >>"$scratch/$name/log"
        done
        stop
        middle() { column "$2" "$scratch/$name/$1" | median; }
        peak=$(cat "$scratch/$name"/{plan,extract,merge,validate} | column 3 - | sort -n | tail -n 1)
        awk -v n="$name" -v c="$commits" -v s="$(middle status 1)" -v p="$(middle plan 1)" -v x="$(middle extract 1)" \
            -v m="$(middle merge 1)" -v v="$(middle validate 1)" -v l="$(middle log 1)" -v sc="$(middle status 2)" \
            -v pc="$(middle plan 2)" -v xc="$(middle extract 2)" -v mc="$(middle merge 2)" -v lc="$(middle log 2)" \
            -v peak="$peak" -v lm="$(middle log 3)" \
            'function positive(t) { return t < 0 ? 0 : t }
             function seconds(t) { return sprintf("%.1fs", positive(t)) }
             BEGIN { e = positive(p + x + m - 3 * s)
                     printf "%-10s %8d %9s %9s %9s %9s %6.2f %9s %9s %6d %8d\n", n, c, seconds(s), seconds(e),
                         seconds(v - s), seconds(l), e / l, seconds(pc + xc + mc - 3 * sc), seconds(lc), peak, lm }'
        rm -rf "${scratch:?}/$name"
    done
done
