#!/usr/bin/env python3
"""Prints what the binaries contain of others, with the licences that must go with it, as Markdown (THIRD-PARTY.md of a release).

    ci/third-party.py TARGET > THIRD-PARTY.md

Reads `cargo metadata` and the licence files in the packages. Ends with 1 where a package names no licence, or one that is not in ALLOWED.
"""

import json
import pathlib
import subprocess
import sys

# Permissive: they ask for their text and nothing else.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "Unicode-3.0", "Unlicense", "Zlib",
}
FILES = ("license", "licence", "copying", "copyright", "notice", "unlicense")


def allowed(expression: str) -> bool:
    """Whether some way through `A AND (B OR C)` (old packages write `A/B`) has only licences of ALLOWED."""
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
            return word.replace("+", " WITH ") in ALLOWED
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


def texts(package: dict) -> list[str]:
    """Also of the C that a package brings along, in folders below."""
    folder = pathlib.Path(package["manifest_path"]).parent
    code = (".rs", ".c", ".h", ".cmake", ".toml")
    files = sorted(it for it in folder.rglob("*") if it.name.lower().startswith(FILES) and it.suffix not in code and it.is_file())
    return [it.read_text(encoding="utf-8", errors="replace").strip() for it in files]


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    command += [word for target in sys.argv[1:] for word in ("--filter-platform", target)]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    packages = linked(metadata)
    wrong = [it for it in packages if not it["license"] or not allowed(it["license"])]
    for it in wrong:
        print(f"{it['name']} {it['version']}: licence {it['license']!r} is not one of ALLOWED", file=sys.stderr)
    out = ["# What `runsess` contains of others\n"]
    home = pathlib.Path(metadata["workspace_root"])
    out.append("The layout of Go files is a port of gofmt:\n")
    out.append("~~~~text\n" + (home / "src/lang/go/layout/LICENSE-go").read_text().strip() + "\n~~~~\n")
    out.append("Packages:\n")
    by_text: dict[str, list[str]] = {}
    for it in packages:
        name = f"{it['name']} {it['version']}"
        own = texts(it)
        out.append(f"* {name}: {it['license']}" + ("" if own else f" (no text in the package; {', '.join(it['authors']) or it['repository']})"))
        for text in own:
            by_text.setdefault(text, []).append(name)
    for text, names in by_text.items():
        out.append(f"\n## {', '.join(names)}\n\n~~~~text\n{text}\n~~~~")
    print("\n".join(out))
    return 1 if wrong else 0


sys.exit(main())
