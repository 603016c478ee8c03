"""The licence of every library that the portal runs with, and whether it is one of the list.

    python deploy/licences.py FOLDER    completes FOLDER/portal.cdx.json and writes FOLDER/licences.md

`make sbom` runs it. Files of others in static/vendor/ are listed too.
"""

import hashlib
import json
import re
import sys
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A library may be under one of these, or give a choice that has one of them.
ALLOWED = {
    *("MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "Unlicense", "MPL-2.0"),
    *("LGPL-3.0-or-later",),
}
# What packages say instead of the name on the list, and what those are under that say nothing that programs read.
SAID = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
READ_BY_PEOPLE = {
    "psycopg2-binary": "LGPL-3.0-or-later",  # with an exception for use as a library
    "pyphen": "MPL-1.1 OR LGPL-2.1-or-later OR GPL-2.0-or-later",
    "django-tables2": "BSD-2-Clause",
}
CHOSEN = {"pyphen"}  # the LGPL, of what it offers; nothing of it is changed


def libraries() -> list[str]:
    return re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)


def licence_of(name: str) -> str:
    """The licence of an installed library, by its name on the list where that is known."""
    about = metadata(name)
    classes = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    said = about.get("License-Expression") or (classes[0] if classes else about.get("License") or "")
    return READ_BY_PEOPLE.get(name) or SAID.get(said, said)


def is_allowed(name: str, licence: str) -> bool:
    choices = [set(choice.split(" AND ")) for choice in licence.split(" OR ")]
    return name in CHOSEN or any(choice <= ALLOWED for choice in choices)


def vendored() -> list[dict[str, object]]:
    """The files of others that browsers get, from the table of their folder."""
    folder = ROOT / "static" / "vendor"
    table = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.-]+)/.*\| `([\w.-]+)` \| ([\d.]+) \| ([\w.-]+) \|$", table, re.MULTILINE)
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:npm/{name}@{version}",
            "licenses": [{"license": {"id": licence}}],
            "components": [
                {"type": "file", "name": path.name, "hashes": [{"alg": "SHA-256", "content": _sum(path)}]}
                for path in sorted((folder / place).iterdir())
            ],
        }
        for place, name, version, licence in rows
    ]


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(folder: Path) -> int:
    """Write both files; 1 when a licence is not on the list."""
    file = folder / "portal.cdx.json"
    listed = json.loads(file.read_text(encoding="utf-8"))
    licences = {name: licence_of(name) for name in libraries()}
    for part in listed["components"]:
        part["licenses"] = [{"expression": licences[part["name"]]}]
    more = vendored()
    listed["components"] += more
    file.write_text(json.dumps(listed, indent=1), encoding="utf-8")
    rows = [(part["name"], part["version"], licences.get(part["name"], "MIT")) for part in listed["components"]]
    lines = ["| library | version | licence |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    (folder / "licences.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = [f"{name}: {licence or 'no licence'}" for name, _version, licence in rows if not is_allowed(name, licence)]
    sys.stderr.writelines(f"Not on the list of licences: {one}\n" for one in wrong)
    sys.stdout.write(f"{len(rows)} libraries, {len(more)} of them for browsers: {file}\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
