"""nginx in front of a portal, with the files of deploy/nginx/ but for addresses and https."""

import copy
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import Server

ROOT = Path(__file__).resolve().parents[2]
WHOLE = """
user root;
daemon off;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    {portal}
}}
"""


@contextmanager
def in_front(portals: list[Server], published: str, folder: Path) -> Iterator[Server]:
    """The same portals at the port of a web server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    locations = (ROOT / "deploy/nginx/locations.conf").read_text()
    (folder / "locations.conf").write_text(locations.replace("/var/lib/portal/published", published))
    words = (ROOT / "deploy/nginx/portal.conf").read_text()
    words = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", words, flags=re.DOTALL)
    words = re.sub(r"\s+(ssl_|server_name).*", "", words)
    for old, new in (
        ("listen 443 ssl http2", f"listen 127.0.0.1:{port}"),
        ("server 127.0.0.1:8000;", "".join(f"server 127.0.0.1:{portal.port};" for portal in portals)),
        ("/etc/portal/nginx-locations.conf", str(folder / "locations.conf")),
    ):
        words = words.replace(old, new)
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, portal=words))
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/nginx.log", "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command)
    front = copy.copy(portals[0])
    front.port = port
    time.sleep(0.5)
    try:
        yield front
    finally:
        process.terminate()
        process.wait()
