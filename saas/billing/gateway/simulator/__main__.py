"""`python -m saas.billing.gateway.simulator`: the simulator on its own port of this machine."""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time

from werkzeug.serving import WSGIRequestHandler, make_server

from saas.billing.gateway.simulator.http import Application
from saas.billing.gateway.simulator.simulator import API_KEY, Simulator

LOOPBACK = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Says nothing of the calls it answers: bodies and addresses may hold card numbers."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


def main() -> None:
    """Serve until told to stop (SIGTERM, Ctrl-C) or until the process that started us is gone."""
    wanted = _arguments()
    hosted = wanted.hosted or f"http://{LOOPBACK}:{wanted.port}"
    simulator = Simulator(wanted.state, hosted=hosted, api_key=wanted.api_key)
    if wanted.webhook:
        simulator.listen(wanted.webhook, wanted.webhook_secret)
    server = make_server(
        LOOPBACK, wanted.port, Application(simulator), threaded=True, request_handler=Quiet
    )

    def stop(*_signal: object) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=_stop_when_orphaned, args=(os.getppid(), stop), daemon=True).start()
    postman = threading.Thread(target=simulator.postman.run, daemon=True)
    postman.start()
    print(f"Test gateway on {hosted}", flush=True)  # noqa: T201
    server.serve_forever(poll_interval=0.1)
    simulator.postman.stop()
    postman.join(timeout=1)


def _arguments() -> argparse.Namespace:
    """What was asked; the rest is as the environment of the app says, so that the two agree."""
    given = os.environ
    state = f"{given['KUNDZON_DATA']}/gateway.sqlite" if "KUNDZON_DATA" in given else ":memory:"
    webhook = f"{given['BASE_URL']}/webhooks/stripe" if "BASE_URL" in given else None
    parser = argparse.ArgumentParser(prog="simulator", description=main.__doc__)
    parser.add_argument("--port", type=int, default=4242, help="port on 127.0.0.1")
    parser.add_argument("--state", default=state, help="SQLite file to remember things in")
    parser.add_argument("--hosted", help="address of the hosted pages, when behind a proxy")
    parser.add_argument("--api-key", default=given.get("STRIPE_API_KEY", API_KEY))
    parser.add_argument("--webhook", default=webhook, help="address to tell of every event")
    parser.add_argument("--webhook-secret", default=given.get("STRIPE_WEBHOOK_SECRET"))
    wanted = parser.parse_args()
    if wanted.webhook and not wanted.webhook_secret:
        parser.error("a webhook needs a secret to sign with")
    return wanted


def _stop_when_orphaned(parent: int, stop: object) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    stop()  # type: ignore[operator]


if __name__ == "__main__":
    main()
