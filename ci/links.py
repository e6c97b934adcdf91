"""Checks that each link of a built book leads to a page, a file or a heading of it: ci/links.py FOLDER

What leads to another host is not asked for, but the paths that lead to this repository have to be there.
"""

import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.ids.add(value)
            if name in ("href", "src") and value:
                self.links.append((self.getpos()[0], value))


def main(folder, root):
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    wrong, asked = [], 0
    repository = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))["package"]["repository"] + "/"
    for path, page in pages.items():
        for line, link in page.links:
            to = urlsplit(link)
            if link.startswith(repository):
                kind, _, rest = to.path.removeprefix(urlsplit(repository).path).partition("/main/")
                asked += 1
                if kind in ("blob", "tree", "edit") and not (root / unquote(rest)).exists():
                    wrong.append(f"{path}:{line}: {link}: not in the repository")
            # The page for what is not found has addresses from the top of a host.
            elif not to.scheme and not to.netloc and path.name != "404.html":
                asked += 1
                target = (path.parent / unquote(to.path)).resolve() if to.path else path.resolve()
                target = target / "index.html" if target.is_dir() else target
                if not target.exists():
                    wrong.append(f"{path}:{line}: {link}: no such file")
                elif to.fragment and target in pages and unquote(to.fragment) not in pages[target].ids:
                    wrong.append(f"{path}:{line}: {link}: no such heading")
    if wrong or asked < 1000:
        sys.exit("\n".join(wrong) or f"only {asked} links were found")
    print(f"{asked} links of {len(pages)} pages lead somewhere")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(__file__).resolve().parent.parent)
