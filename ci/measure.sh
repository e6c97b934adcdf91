#!/usr/bin/env bash
# Processor time and memory of a scan beside those of ripgrep, on the same folders in the same minute, as a table of Markdown.
#
#     ci/measure.sh target/release/runsess 'run_?id' FOLDER…
#
# Each line is the median of RUNS runs (5 unless said), which alternate, so that what else the machine does meets all of them. The first
# scan of a pair finds no kept facts, the second one those of the first. The findings of all runs must be the same bytes.
set -euo pipefail

program=$(realpath "${1:?a runsess}")
word=${2:?a pattern for ripgrep}
shift 2
[ $# -gt 0 ] || { echo "which folders?" >&2; exit 2; }
for tool in rg /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "missing on this machine: $tool" >&2; exit 2; }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME="$scratch/cache" XDG_STATE_HOME="$scratch/state"

# Adds "seconds kilobytes" of a command to the file of its name; its output goes to the second file. A scan ends with 1 where hits are open.
timed() {
  local name=$1 output=$2 status=0
  shift 2
  /usr/bin/time -q -o "$scratch/time" -f '%U %S %M' "$@" >"$output" 2>/dev/null || status=$?
  [ "$status" -le 1 ] || { echo "$name ended with $status" >&2; exit 2; }
  awk '{ print $1 + $2, $3 }' "$scratch/time" >>"$scratch/$name"
}

for _ in $(seq "${RUNS:-5}"); do
  rm -rf "$XDG_CACHE_HOME"
  timed rg /dev/null rg -n -i "$word" "$@"
  timed cold "$scratch/cold.jsonl" "$program" scan --format jsonl "$@"
  timed warm "$scratch/warm.jsonl" "$program" scan --format jsonl "$@"
  sha256sum <"$scratch/cold.jsonl" >>"$scratch/findings"
  sha256sum <"$scratch/warm.jsonl" >>"$scratch/findings"
done
[ "$(sort -u "$scratch/findings" | wc -l)" = 1 ] || { echo "the findings of two runs differ" >&2; exit 1; }

median() { cut -d' ' -f"$2" "$scratch/$1" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

base=$(median rg 1)
echo "$(wc -l <"$scratch/cold.jsonl") findings in $(rg --files "$@" | wc -l) files"
echo
echo "| run | processor time | beside \`rg\` | memory |"
echo "|---|---|---|---|"
for name in rg cold warm; do
  awk -v name="$name" -v time="$(median "$name" 1)" -v base="$base" -v memory="$(median "$name" 2)" \
    'BEGIN { printf "| %s | %.2f s | %s | %d MB |\n", name, time, (base > 0 ? sprintf("%.1f", time / base) : "–"), memory / 1024 }'
done
