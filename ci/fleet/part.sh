#!/bin/sh
# One part of a fleet: `part.sh MANIFEST PART PARTS FOLDER` clones the repositories of this part, and those that they need, at the commits
# that the manifest says, and writes their facts into the folder. Reads RUNSESS (the program) and RUNSESS_RULES (a rule pack; none: the
# built-in one). Ends with the status of the first step that fails.
set -eu

manifest=$1 part=$2 parts=$3 folder=$4
program=${RUNSESS:-runsess}
mkdir -p "$folder"

# The names of this part, by a hash of each; then each with what it needs, once.
names() {
  jq -r .name "$manifest" | while IFS= read -r name; do
    sum=$(printf %s "$name" | cksum)
    [ $((${sum%% *} % parts)) -ne "$part" ] || printf '%s\n' "$name"
  done
}
closure() {
  jq -rs --arg names "$1" '
    (map({key: .name, value: .needs}) | from_entries) as $needs
    | def grow: . as $known | (map($needs[.] // []) | add // []) as $more | ($known + $more | unique) | if . == ($known | unique) then . else grow end;
    ($names | split("\n") | map(select(. != ""))) | grow | .[]' "$manifest"
}

mine=$(names)
[ -n "$mine" ] || exit 0
# A row a repository: its folder, its commit, where it is cloned from.
closure "$mine" | while IFS= read -r name; do
  row=$(jq -c --arg name "$name" 'select(.name == $name)' "$manifest")
  path=$(dirname "$manifest")/$(printf %s "$row" | jq -r .path)
  url=$(printf %s "$row" | jq -r '.url // empty')
  revision=$(printf %s "$row" | jq -r '.revision // "HEAD"')
  if [ ! -e "$path" ]; then
    git init --quiet "$path"
    git -C "$path" fetch --quiet --depth 1 "$url" "$revision"
    git -C "$path" checkout --quiet --detach FETCH_HEAD
  fi
done
printf '%s\n' "$mine" | while IFS= read -r name; do
  "$program" facts "$name" --repos "$manifest" ${RUNSESS_RULES:+--rules "$RUNSESS_RULES"} --output "$folder/$name.facts"
done
