#!/usr/bin/env python3
"""Prints what the published programs contain of others, with the licences that must go with it, as Markdown: THIRD-PARTY.md.

    ci/third-party.py >THIRD-PARTY.md

Reads `cargo metadata` for all TARGETS and the licence files in the packages. Where a package may be used under Apache-2.0 or another licence,
it is the other one. Ends with 1 where a package names no licence, one that is not in ALLOWED, or has no text of it and can't be used under MIT.
"""

import json
import pathlib
import subprocess
import sys

# Those of `.github/workflows/release.yml`.
TARGETS = (
    "x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "x86_64-apple-darwin", "aarch64-apple-darwin", "x86_64-pc-windows-msvc",
)
# Permissive: they ask for their text and nothing else.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "Unicode-3.0", "Unlicense", "Zlib",
}
FILES = ("license", "licence", "copying", "copyright", "notice", "unlicense")


def allowed(expression: str, licences: set[str] = ALLOWED) -> bool:
    """Whether some way through `A AND (B OR C)` (old packages write `A/B`) has only these licences."""
    words = expression.replace(" WITH ", "+").replace("/", " OR ").replace("(", " ( ").replace(")", " ) ").split()

    def any_of() -> bool:
        holds = all_of()
        while words and words[0] == "OR":
            words.pop(0)
            holds = all_of() or holds
        return holds

    def all_of() -> bool:
        holds = one()
        while words and words[0] == "AND":
            words.pop(0)
            holds = one() and holds
        return holds

    def one() -> bool:
        word = words.pop(0) if words else ""
        if word != "(":
            return word.replace("+", " WITH ") in licences
        holds = any_of()
        return bool(words) and words.pop(0) == ")" and holds

    return any_of() and not words


def linked(metadata: dict) -> list[dict]:
    """The packages that normal dependencies lead to: what build scripts and tests use is in no binary."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    macros = {it["id"] for it in metadata["packages"] if any("proc-macro" in target["kind"] for target in it["targets"])}
    root = metadata["resolve"]["root"]
    found, ahead = {root}, [root]
    while ahead:
        for dependency in nodes[ahead.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in found | macros:
                found.add(dependency["pkg"])
                ahead.append(dependency["pkg"])
    packages = [it for it in metadata["packages"] if it["id"] in found - {root}]
    return sorted(packages, key=lambda it: (it["name"], it["version"]))


def texts(package: dict, permission: str) -> list[str]:
    """Also of the C that a package brings along, in folders below. A package without any text gets that of MIT, if it may be used so."""
    folder = pathlib.Path(package["manifest_path"]).parent
    code = (".rs", ".c", ".h", ".cmake", ".toml")
    files = sorted(it for it in folder.rglob("*") if it.name.lower().startswith(FILES) and it.suffix not in code and it.is_file())
    if allowed(package["license"], ALLOWED - {"Apache-2.0"}):
        others = [it for it in files if "apache" not in it.name.lower()]
        files = others if any(it.parent == folder for it in others) else files
    if not files and allowed(package["license"], {"MIT"}):
        return [f"Copyright (c) {', '.join(package['authors']) or package['repository']}\n\n{permission}"]
    lines = (it.read_text(encoding="utf-8", errors="replace").strip().splitlines() for it in files)
    return ["\n".join(line.rstrip() for line in it) for it in lines]


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    command += [word for target in TARGETS for word in ("--filter-platform", target)]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    packages = linked(metadata)
    wrong = [it for it in packages if not it["license"] or not allowed(it["license"])]
    for it in wrong:
        print(f"{it['name']} {it['version']}: licence {it['license']!r} is not one of ALLOWED", file=sys.stderr)
    if wrong:
        return 1
    out = ["# What `runsess` contains of others\n"]
    out.append("Made by `ci/third-party.py`, for the programs of all systems together: no program has everything.\n")
    home = pathlib.Path(metadata["workspace_root"])
    out.append("The layout of Go files is a port of gofmt:\n")
    out.append("~~~~text\n" + (home / "src/lang/go/layout/LICENSE-go").read_text().strip() + "\n~~~~\n")
    out.append("Packages:\n")
    own = (home / "LICENSE").read_text().strip()
    permission = own[own.index("Permission is hereby granted"):]
    by_text: dict[str, list[str]] = {}
    for it in packages:
        name = f"{it['name']} {it['version']}"
        out.append(f"* {name}: {it['license']}")
        found = texts(it, permission)
        if not found:
            print(f"{name}: no text of {it['license']} in the package", file=sys.stderr)
            wrong.append(it)
        for text in found:
            by_text.setdefault(text, []).append(name)
    for text, names in by_text.items():
        out.append(f"\n## {', '.join(names)}\n\n~~~~text\n{text}\n~~~~")
    print("\n".join(out))
    return 1 if wrong else 0


sys.exit(main())
