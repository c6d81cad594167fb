"""A web service of the standard library alone: plans as JSON and as pictures, for a budget.

It starts on 127.0.0.1, asks itself three questions and stops; with ``--serve`` it goes on.

    GET /plan.json?goal=svd&goal=pca@overview:2&budget=40h&known=vectors
    GET /plan.svg?goal=svd&budget=40h
"""

import json
import sys
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import mlpath

GRAPH = mlpath.roadmap()  # read once; it never changes, so that threads may share it


def answer(path: str, query: dict[str, list[str]]) -> tuple[str, str, bytes]:
    """Return status, type and content."""
    try:
        plan = mlpath.plan(
            GRAPH,
            goals=query.get("goal", []),
            known=query.get("known", []),
            budget=query.get("budget", ["40h"])[0],
            work_limit=200,  # no visitor keeps a thread for long; the plan says how good it is
        )
        if path == "/plan.json":
            return "200 OK", "application/json", plan.to_json().encode()
        if path == "/plan.svg":
            svg = mlpath.draw(plan, graph=GRAPH, paper="a4").svg()
            return "200 OK", "image/svg+xml; charset=utf-8", svg.encode()
    except mlpath.MlpathError as error:  # what the visitor typed makes no sense: say why
        problem = json.dumps({"error": str(error)})
        return "400 Bad Request", "application/json", problem.encode()
    return "404 Not Found", "text/plain", b"try /plan.json?goal=svd&budget=40h"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as WSGI wants it: any server that speaks it can call this."""
    query = parse_qs(environ["QUERY_STRING"])
    status, kind, content = answer(environ["PATH_INFO"], query)
    start(status, [("Content-Type", kind), ("Content-Length", str(len(content)))])
    return [content]


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def ask(url: str) -> tuple[int, bytes]:
    """Return the status and content of an answer."""
    try:
        with urlopen(url, timeout=60) as reply:  # noqa: S310 - of our own server
            return reply.status, reply.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
    here = f"http://127.0.0.1:{server.server_port}"
    if "--serve" in sys.argv:
        print(f"{here}/plan.svg?goal=svd&budget=40h  (Ctrl-C ends it)")
        server.serve_forever()
    Thread(target=server.serve_forever, daemon=True).start()

    code, content = ask(f"{here}/plan.json?goal=svd&budget=40h&known=vectors")
    plan = json.loads(content)
    print(code, plan["status"], plan["value"], [step["topic"] for step in plan["steps"]][-3:])

    code, content = ask(f"{here}/plan.svg?goal=svd@overview&budget=20h")
    print(code, content[:5].decode(), f"{len(content):,} bytes")

    code, content = ask(f"{here}/plan.json?goal=svdd")
    print(code, json.loads(content)["error"])
    server.shutdown()
