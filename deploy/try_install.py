"""python deploy/try_install.py FOLDER: runs the commands of install.md and upgrade.md in a new Debian 12, and looks.

Needs root, debootstrap, the network, and the ports 80, 443, 5432 and 8000 of the machine. What it starts ends with it;
the folder stays, to look at. What a folder lacks of a machine (systemd, a certificate, a mail server) is stood in for:
`tried/` and `STAND_INS`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
CONFIGURED = ["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
VALUES = "HOST=plans.test SOURCE=/release"
STAND_INS = {  # before the commands of which heading
    "## 3": "service postgresql start",  # which installing it does by itself, on a machine
    "## 5": r"""
        sed -i "s|^EMAIL_URL=.*|EMAIL_URL=smtp://127.0.0.1:1025|" /etc/portal/portal.env
        python3 -W ignore -m smtpd -n -c DebuggingServer 127.0.0.1:1025 > /var/log/emails.log &
    """,
    "## 7": r"""
        install -d /etc/ssl/portal
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$HOST -addext subjectAltName=DNS:$HOST \
          -keyout /etc/ssl/portal/privkey.pem -out /etc/ssl/portal/fullchain.pem 2> /dev/null
    """,
}
LOOK = r"""
ask() {
  curl --silent --show-error --max-time 5 --cacert /etc/ssl/portal/fullchain.pem --resolve $HOST:443:127.0.0.1 "$@"
}
answers() {  # STATUS ADDRESS
  local found
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    found=$(ask --output /tmp/answer --write-out '%{http_code}' "https://$HOST$2" || true)
    [ "$found" != "$1" ] || { echo "$2 answers $1"; return; }
    sleep 1
  done
  echo "$2 answers $found, not $1:"; head -c 500 /tmp/answer; return 1
}
"""
INSTALLED = r"""
answers 200 /healthz
ready=$(curl --silent --header "Host: $HOST" --output /tmp/ready --write-out '%{http_code}' http://127.0.0.1:8000/readyz)
test "$ready" = 200 || { cat /tmp/ready; exit 1; }
answers 200 /
answers 404 /nowhere/
runuser -u portal --preserve-environment -- .venv/bin/python manage.py demo > /dev/null
runuser -u portal --preserve-environment -- .venv/bin/python manage.py write_published
answers 200 /norwich/plans/2008-2011/
cmp /tmp/answer /var/lib/portal/published/norwich/now/norwich/plans/2008-2011/index.html
echo "nginx sends the published plan byte by byte"
service postgresql stop > /dev/null
answers 200 /norwich/plans/2008-2011/
answers 503 /desk/sign-in/
ask --head "https://$HOST/desk/sign-in/" | grep -i '^retry-after'
systemctl stop portal.service
answers 200 /norwich/plans/2008-2011/
answers 503 /desk/sign-in/
service postgresql start > /dev/null
systemctl start portal.service
answers 302 /desk/
"""
UPGRADED = r"""
answers 200 /healthz
answers 302 /desk/
answers 200 /norwich/plans/2008-2011/
cd /opt/portal && git describe --tags
"""


def commands(page: str) -> list[tuple[str, str]]:
    """The headings of a page with the commands printed below each."""
    found, heading = [], ""
    for part in re.finditer(r"^(#[^\n]*)$|^```sh\n(.*?)^```$", (TREE / "deploy" / page).read_text(), re.M | re.S):
        heading = part[1] or heading
        if part[2]:
            found.append((heading, part[2]))
    return found


def script(page: str, then: str) -> str:
    """All of it as one script, which says how long each part took."""
    lines = ["set -eu", "cd /", LOOK]
    for heading, words in commands(page):
        stood_in = next((some for start, some in STAND_INS.items() if heading.startswith(start)), "")
        lines += ["began=$SECONDS", stood_in, words, VALUES if "HOST=" in words else ""]
        lines += [f"echo '-- {page}: {heading.strip('# ')}:' $((SECONDS - began)) seconds"]
    return "\n".join([*lines, then])


def prepare(root: Path) -> None:
    """A new Debian in the folder, with what the machine says of packages, and two releases of this tree to install."""
    if not (root / "usr").exists():
        more = "--include=ca-certificates,curl,openssl"
        subprocess.run(
            ["debootstrap", "--variant=minbase", more, "bookworm", root], check=True, stdout=subprocess.DEVNULL
        )
    for path in map(Path, CONFIGURED):
        if path.is_dir():
            shutil.copytree(path, root / path.relative_to("/"), dirs_exist_ok=True)
        elif path.exists():
            shutil.copy(path, root / path.relative_to("/"))
    for stood_in in (TREE / "deploy/tried").iterdir():
        shutil.copy(stood_in, root / "usr/local/bin")
    release = root / "release"
    git = ["git", "-c", "user.name=Portal", "-c", "user.email=portal@example.org", "-C", str(release)]
    subprocess.run(["git", "clone", "--quiet", TREE, release], check=True)
    subprocess.run([*git, "tag", "v1"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "The next release"], check=True)
    subprocess.run([*git, "tag", "v2"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "v1"], check=True)
    (root / "try.sh").write_text(script("install.md", INSTALLED) + script("upgrade.md", UPGRADED))


def main(folder: str) -> int:
    root = Path(folder).resolve()
    prepare(root)
    own = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
    usual = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    inside = f"mount --bind /dev {root}/dev && mount -t proc proc {root}/proc && exec chroot {root} bash /try.sh"
    return subprocess.call(["unshare", "--mount", "--pid", "--fork", "bash", "-c", inside], env=usual | own)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
