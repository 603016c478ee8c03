"""Readers at a steady rate, in a process of their own: each request is due at its moment, however long others take.

    .venv/bin/python -m bench.steady PORT RATE SECONDS < ADDRESSES

Prints a line for each request when all are answered: the second it was due, its status (0 when no whole answer came),
the milliseconds from the moment it was due to the last byte, and its address.
"""

import itertools
import random
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException

READERS = 32  # as many requests may wait at the same time


def main(port: int, rate: int, seconds: int) -> None:
    addresses = sys.stdin.read().split()
    order = random.Random(1).choices(addresses, k=rate * seconds)
    numbers, lines, began = itertools.count(), [""] * len(order), time.monotonic() + 1

    def read() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while (number := next(numbers)) < len(order):
            due = began + number / rate
            time.sleep(max(0, due - time.monotonic()))
            status = _status(connection, order[number])
            took = (time.monotonic() - due) * 1000
            lines[number] = f"{number / rate:.3f} {status} {took:.2f} {order[number]}"
        connection.close()

    readers = [threading.Thread(target=read) for _number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    print("\n".join(lines))


def _status(connection: HTTPConnection, address: str) -> int:
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip, br"})
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return response.status


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
