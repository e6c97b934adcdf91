#!/bin/sh
# The gate in a workflow of GitHub: annotations, the summary of the step, and, if asked for, a SARIF file for each root. Ends as `runsess check`
# does: 0 no new hits, 1 new hits, 2 it could not look. Reads RUNSESS (the program), RUNSESS_ROOTS (one a line), RUNSESS_RULES,
# RUNSESS_BASELINE and RUNSESS_SARIF (a folder; none: no SARIF).
set -u

program=${RUNSESS:-runsess}
newline='
'

# Words of these are lines: a folder may have blanks in its name.
set -f
IFS=$newline
# shellcheck disable=SC2086
set -- ${RUNSESS_ROOTS:-}
unset IFS
set +f
[ $# -gt 0 ] || set -- .

check() {
  format=$1
  shift
  "$program" --color never check --format "$format" ${RUNSESS_RULES:+--rules "$RUNSESS_RULES"} \
    ${RUNSESS_BASELINE:+--baseline "$RUNSESS_BASELINE"} "$@"
}

check github "$@"
status=$?

# The hits themselves are in the summary already: the format puts them there.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ $status -ne 1 ]; then
  {
    echo "### runsess check: $(case $status in 0) echo 'no new hits' ;; *) echo 'could not look' ;; esac)"
    echo
    echo '~~~~text'
    check human "$@" 2>&1 | head -c 60000
    echo
    echo '~~~~'
  } >>"$GITHUB_STEP_SUMMARY"
fi

if [ -n "${RUNSESS_SARIF:-}" ]; then
  mkdir -p "$RUNSESS_SARIF"
  number=0
  for root in "$@"; do
    number=$((number + 1))
    # Its status says what that of the first run says; a file that is not whole must not be uploaded.
    check sarif "$root" >"$RUNSESS_SARIF/$number.tmp" 2>/dev/null
    if [ $? -le 1 ]; then mv "$RUNSESS_SARIF/$number.tmp" "$RUNSESS_SARIF/$number.sarif"; else rm -f "$RUNSESS_SARIF/$number.tmp"; fi
    if [ -n "${GITHUB_OUTPUT:-}" ] && [ -f "$RUNSESS_SARIF/$number.sarif" ]; then echo "sarif=$RUNSESS_SARIF" >>"$GITHUB_OUTPUT"; fi
  done
fi

exit $status
