"""A small disk that can be filled."""

import subprocess
from contextlib import suppress
from pathlib import Path


class Disk:
    """A small disk in memory, which is there as long as its block of code runs."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self.megabytes, self.filling = folder, megabytes, folder / "filling"

    def __enter__(self) -> "Disk":
        self.folder.mkdir()
        size = f"size={self.megabytes}m,mode=0777"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", self.folder], check=True)
        return self

    def __exit__(self, *_problem: object) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self) -> None:
        """Leave no byte free."""
        with suppress(OSError), self.filling.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def make_room(self) -> None:
        self.filling.unlink(missing_ok=True)
