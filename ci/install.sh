#!/bin/sh
# Puts `runsess` where a workflow can run it: the published program of a version, compared with its checksum; or, where none is asked for
# and this checkout of the action can be built, a build of it. Reads RUNSESS_VERSION, RUNSESS_REPOSITORY (owner/name), RUNSESS_SOURCE (this
# checkout), RUNSESS_TO (the folder to put it into), and prints the path of the program.
set -eu

to=${RUNSESS_TO:?the folder to install into}
version=${RUNSESS_VERSION:-}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
  *) target= ;;
esac

if [ -n "$version" ]; then
  if [ -z "$target" ]; then
    echo "runsess: no program is published for $(uname -s) on $(uname -m); leave the version out to build it" >&2
    exit 2
  fi
  case "$target" in *windows*) archive="runsess-$target.zip" exe=.exe ;; *) archive="runsess-$target.tar.gz" exe= ;; esac
  # RUNSESS_RELEASES is for mirrors.
  from="${RUNSESS_RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/${RUNSESS_REPOSITORY:?owner/name}/releases/download}/v${version#v}"
  mkdir -p "$to"
  cd "$to"
  curl --fail --silent --show-error --location --retry 3 -O "$from/$archive" -O "$from/$archive.sha256"
  # `shasum` is on macOS, `sha256sum` elsewhere.
  if command -v sha256sum >/dev/null; then sha256sum -c "$archive.sha256" >&2; else shasum -a 256 -c "$archive.sha256" >&2; fi
  case "$archive" in *.zip) unzip -qo "$archive" ;; *) tar -xzf "$archive" ;; esac
  echo "$to/runsess-$target/runsess$exe"
elif program=$(command -v runsess); then
  echo "$program"
else
  cargo install --locked --quiet --path "${RUNSESS_SOURCE:?the checkout of the action}" --root "$to" >&2
  echo "$to/bin/runsess"
fi
