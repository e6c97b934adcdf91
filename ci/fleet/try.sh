#!/usr/bin/env bash
# Tries the workflow of Snakemake on generated repositories: `try.sh PROGRAM SNAKEMAKE [COUNT]`. It is killed in the middle and run again, one
# repository changes and it is run once more: each time the findings have to be the bytes of one scan.
set -euo pipefail

program="$(realpath "$1")" snakemake="$(realpath "$2")" count="${3:-200}"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/runsess-fleet.XXXXXX")"
trap 'rm -rf "$work"' EXIT
export RUNSESS_CACHE_DIR=""

python3 "$here/generate.py" "$count" "$work/repos"
cd "$work"
commit() { git -C "$1" add . && git -C "$1" -c user.name=a -c user.email=a@example.com commit --quiet -m "$2"; }
for repo in repos/*; do
  git init --quiet "$repo"
  commit "$repo" generated
done
"$program" repos repos/* > repos.jsonl

run() {
  "$snakemake" --snakefile "$here/Snakefile" --cores 2 --quiet all --rerun-incomplete \
    --config repos=repos.jsonl out=fleet program="$program" group=50
}
# Status 1 says that hits are unclassified: an answer.
single() { "$program" scan --isolated --no-cache --quiet --format jsonl --output single.jsonl repos/* || [ $? -eq 1 ]; }
same() { cmp single.jsonl fleet/findings.jsonl && echo "$1: $(wc -l < fleet/findings.jsonl) findings of $count repositories are those of one scan"; }

# All of it is one process group of its own, so that nothing of it outlives the kill.
set -m
run > killed.log 2>&1 &
first=$!
while [ "$(find fleet/facts -name '*.facts' 2>/dev/null | wc -l)" -lt $((count / 3)) ]; do
  kill -0 "$first" 2>/dev/null || { cat killed.log >&2; echo "the first run ended before it could be killed" >&2; exit 1; }
  sleep 0.2
done
kill -KILL -- "-$first"
wait "$first" 2>/dev/null || true
set +m
made="$(find fleet/facts -name '*.facts' | wc -l)"
rm -rf .snakemake/locks
run
echo "killed after $made of $count, and run again"
single
same "after a kill"

# A library goes on: its facts, those of who needs it, the link and the findings are made anew, and nothing else.
library="$(find repos -maxdepth 1 -name 'lib*' | sort | head -n 1)"
before="$(stat -c '%n %Y' fleet/facts/*)"
printf '\n// Close ends a session by its run id.\nfunc Close(runID string) {}\n' >> "$library/$(basename "$library").go"
commit "$library" "one more"
"$program" repos repos/* > repos.jsonl
sleep 1
run
single
same "after a change"
again="$(stat -c '%n %Y' fleet/facts/* | comm -13 <(echo "$before") - | wc -l)"
echo "facts of $again of $count repositories were made anew"
[ "$again" -lt "$count" ]
