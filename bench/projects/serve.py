"""`python -m bench.projects.serve PORT`: the project of DJANGO_SETTINGS_MODULE behind the product's server."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.server import Server

if __name__ == "__main__":
    Server(
        "guildhall.config.wsgi:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
    ).serve()
