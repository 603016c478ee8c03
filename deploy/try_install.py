"""python deploy/try_install.py FOLDER: runs install.md, upgrade.md and backup.md in a new Debian 12, and looks.

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
VALUES = {"HOST=": "HOST=plans.test SOURCE=/release", "MOMENT=": "MOMENT=$noted"}  # after the commands that set which
PATIENCE = "30m"
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
    "## Every night": r"""
        [ -e /tmp/before ] || {
          runuser -u portal -- sh -c "mkdir -p var/imports/1 && echo figures > var/imports/1/file"
          systemctl stop portal-jobs.service
          while portal write_published | grep 'next run' > /dev/null; do :; done
          keep /tmp/before
          systemctl start portal-jobs.service
        }
    """,
    "## Restore": "lose_everything",
    "### On a new server": r"""
        look_restored
        systemctl stop portal.service portal-jobs.service
        su postgres -c "dropdb portal"
        make_database
        rm -rf var/imports /var/lib/portal/published/*
    """,
    "## Check": r"""
        su postgres -c "psql --quiet --command='DELETE FROM csp_portal_storedpage' portal"
        systemctl start portal.service portal-jobs.service  # every page is drawn again from what was restored
        look_restored
    """,
    "## PostgreSQL": r"""
        if su postgres -c "psql --list" | grep check_restore; then exit 1; fi
    """,
    "### Go back": r"""
        [ "${noted:-}" ] || {
          su postgres -c "psql --quiet --command='CREATE TABLE made_after_the_base ()' portal"
          sleep 2
          noted="$(date '+%F %T') Europe/London"
          sleep 2
          portal flush --no-input
        }
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
KEEPING = r"""
keep() {  # FOLDER: what the web server sends, under names that stay the same
  for place in /var/lib/portal/published/*/now; do
    mkdir -p "$1/$(basename "$(dirname "$place")")"
    cp --recursive "$place/." "$1/$(basename "$(dirname "$place")")"
  done
}
lose_everything() {
  portal flush --no-input
  rm -rf var/imports/*
}
look_restored() {
  for attempt in $(seq 300); do  # the jobs write it
    [ "$(ls -d /var/lib/portal/published/*/now 2> /dev/null | wc -l)" != "$(ls /tmp/before | wc -l)" ] || break
    sleep 1
  done
  rm -rf /tmp/after
  keep /tmp/after
  diff --recursive --brief /tmp/before /tmp/after
  echo "$(cat /tmp/after/*/manifest.json | grep -c '"sha256"') pages and files are byte for byte as before"
  grep --quiet figures var/imports/1/file
  answers 200 /norwich/plans/2008-2011/
  answers 302 /desk/
}
"""
INSTALLED = r"""
answers 200 /healthz
ready=$(curl --silent --header "Host: $HOST" --output /tmp/ready --write-out '%{http_code}' http://127.0.0.1:8000/readyz)
test "$ready" = 200 || { cat /tmp/ready; exit 1; }
answers 200 /
answers 404 /nowhere/
runuser -u portal --preserve-environment -- .venv/bin/python manage.py demo > /dev/null
systemctl stop portal-jobs.service
while runuser -u portal --preserve-environment -- .venv/bin/python manage.py write_published | grep 'next run'
do :; done
systemctl start portal-jobs.service
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
RESTORED = r"""
look_restored
su postgres -c "psql --quiet --command='DROP TABLE made_after_the_base' portal"
echo "The database is as it was after its base, at the noted second"
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
    database = "\n".join(
        line for line in dict(commands("install.md"))["## 3. The database"].splitlines() if "createdb" in line
    )
    lines = ["set -eu", "cd /", LOOK, f"make_database() {{ {database}; }}", KEEPING]
    for heading, words in commands(page):
        stood_in = next((some for start, some in STAND_INS.items() if heading.startswith(start)), "")
        value = next((some for start, some in VALUES.items() if words.startswith(start)), "")
        lines += [stood_in, "began=$SECONDS", words, value]
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
    guides = {"install.md": INSTALLED, "upgrade.md": UPGRADED, "backup.md": RESTORED}
    (root / "try.sh").write_text("".join(script(page, then) for page, then in guides.items()))


def main(folder: str) -> int:
    root = Path(folder).resolve()
    prepare(root)
    own = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
    usual = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    inside = f"mount --bind /dev {root}/dev && mount -t proc proc {root}/proc && exec chroot {root} bash /try.sh"
    return subprocess.call(
        ["timeout", PATIENCE, "unshare", "--mount", "--pid", "--fork", "bash", "-c", inside], env=usual | own
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
