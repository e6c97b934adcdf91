"""Preprocessor of mdBook: pages and links that lead out of docs/.

Pages such as ARCHITECTURE.md stand at the top of the repository, where people look for them. docs/SUMMARY.md names them as ../ARCHITECTURE.md, and
mdBook would write them beside the book instead of into it: here they get a place in the book. A link to a file that is no page of the book
leads to that file in the repository, whose address is in Cargo.toml. A link to a file that does not exist is a mistake and ends the build.

What mdBook hands over and wants back: https://rust-lang.github.io/mdBook/for_developers/preprocessors.html
"""

import json
import posixpath
import re
import sys
import tomllib
from pathlib import Path

# A destination of a link or picture, in brackets behind its text or as a definition at the start of a line.
DESTINATION = re.compile(r"(?P<before>\]\(|^\[[^\]]+\]:[ ]+)(?P<to>[^)\s]+)", re.MULTILINE)
CODE = re.compile(r"^(?P<fence>```+)[\s\S]*?^(?P=fence)[ ]*$|^(?: {4}|\t).*$|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)", re.MULTILINE)


def chapters(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def in_book(page):
    """The place of a file in the book; `page` is its path in the repository. A README is what stands for its folder."""
    page = posixpath.relpath(page, "docs") if page.startswith("docs/") else page
    return re.sub(r"(^|/)README\.md$", r"\1index.md", page)


def main():
    context, book = json.load(sys.stdin)
    root = Path(context["root"])
    repository = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))["package"]["repository"]
    source_of = lambda it: posixpath.normpath(posixpath.join("docs", it["source_path"]))
    pages = [it for it in chapters(book["items"]) if it["source_path"]]
    known = {source_of(it) for it in pages}
    broken = []

    def led(match, page):
        to, _, fragment = match["to"].partition("#")
        if not to or re.match(r"[a-z]+:|/", to):
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), to))
        if not (root / target).exists():
            broken.append(f"{page}: {match['to']}")
        if target in known or (target.startswith("docs/") and not target.endswith(".md") and not (root / target).is_dir()):
            new = posixpath.relpath(in_book(target), posixpath.dirname(in_book(page)) or ".")
        else:
            new = f"{repository}/{'tree' if (root / target).is_dir() else 'blob'}/main/{target}"
        return match["before"] + new + ("#" + fragment if fragment else "")

    for it in pages:
        page, text, done = source_of(it), it["content"], 0
        it["path"] = in_book(page)
        parts = []
        for code in CODE.finditer(text):
            parts += [DESTINATION.sub(lambda match: led(match, page), text[done : code.start()]), code[0]]
            done = code.end()
        parts.append(DESTINATION.sub(lambda match: led(match, page), text[done:]))
        it["content"] = "".join(parts)
    if broken:
        sys.exit("links to files that are not there:\n" + "\n".join(broken))
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    # mdBook asks first whether a renderer is supported: all are.
    if len(sys.argv) > 1 and sys.argv[1] == "supports":
        sys.exit(0)
    main()
