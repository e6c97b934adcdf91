#!/bin/sh
# Packs a built program as releases have it: the archive of a folder with the program, its licences and its manual pages, and the checksum.
#
#     ci/pack.sh TARGET FOLDER
#
# expects the program in target/TARGET/dist.
set -eu

target=${1:?the target} to=${2:?the folder for the archive}
name="runsess-$target"
case "$target" in *windows*) exe=.exe archive="$name.zip" ;; *) exe='' archive="$name.tar.gz" ;; esac

mkdir -p "$to"
rm -rf "${to:?}/$name"
mkdir "$to/$name"
cp "target/$target/dist/runsess$exe" LICENSE THIRD-PARTY.md README.md CHANGELOG.md "$to/$name/"
cp src/lang/go/layout/LICENSE-go "$to/$name/"
"$to/$name/runsess$exe" man --dir "$to/$name/man"
mkdir "$to/$name/completions"
for shell in bash zsh fish powershell elvish; do
  "$to/$name/runsess$exe" completions "$shell" >"$to/$name/completions/runsess.$shell"
done
cd "$to"
case "$archive" in
  # There is no `zip` with Git for Windows, and a 7z on the machines of GitHub.
  *.zip) if command -v zip >/dev/null; then zip -qr "$archive" "$name"; else 7z a -bso0 "$archive" "$name"; fi ;;
  *) tar -czf "$archive" "$name" ;;
esac
rm -rf "$name"
if command -v sha256sum >/dev/null; then sha256sum "$archive" >"$archive.sha256"; else shasum -a 256 "$archive" >"$archive.sha256"; fi
