"""The simulator as a process of its own, and the unchanged SDK over a real socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import stripe

KEY = "sk_test_over_http"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = tmp_path_factory.mktemp("gateway") / "state.sqlite"
    process = _started(port, state)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0


def _started(port, state, **options):
    command = [sys.executable, "-m", "saas.billing.gateway.simulator", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--state", str(state), "--api-key", KEY],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    assert process.stdout.readline().startswith("Test gateway on http://127.0.0.1:")
    process.stdout.close()
    return process


@pytest.fixture
def api(address):
    line = stripe.RequestsClient()
    yield stripe.StripeClient(
        KEY, base_addresses={"api": address}, http_client=line, max_network_retries=2
    ).v1
    line.close()


def oracle(address, path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        f"{address}/_oracle/{path}", data, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class TestOverHttp:
    def test_a_lost_reply_is_asked_for_again_by_the_sdk(self, api, address, monkeypatch):
        monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
        customer = api.customers.create({"name": "Ågrens Bageri AB"})
        card = api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        oracle(address, "faults", {"script": ["lost_reply", "lost_request"]})

        paid = api.payment_intents.create(
            {
                "amount": 125_00,
                "currency": "sek",
                "customer": customer.id,
                "payment_method": card.id,
                "confirm": True,
                "off_session": True,
                "metadata": {"payment": "pay_1"},
            }
        )

        assert paid.status == "succeeded"
        told = oracle(address, "charges")["data"]
        assert [(c["amount"], c["metadata"]["payment"]) for c in told] == [(125_00, "pay_1")]

    def test_an_unknown_fault_is_refused(self, address):
        with pytest.raises(urllib.error.HTTPError) as refused:
            oracle(address, "faults", {"earthquake": 1})

        refused.value.close()
        assert refused.value.code == 422

    def test_listens_on_loopback_only(self, address):
        port = int(address.rsplit(":", 1)[1])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
            outward.connect(("192.0.2.1", 9))
            own = outward.getsockname()[0]
        with pytest.raises(OSError, match="refused"), socket.create_connection((own, port), 1):
            pass

    def test_remembers_and_dies_with_its_parent(self, tmp_path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        start = (
            "import subprocess, sys\n"
            "child = subprocess.Popen([sys.executable, '-m', 'saas.billing.gateway.simulator',"
            f" '--port', '{port}', '--state', '{tmp_path}/s'], stdout=subprocess.PIPE, text=True)\n"
            "child.stdout.readline(); print(child.pid, flush=True); sys.stdin.read()\n"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", start],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        child = int(parent.stdout.readline())
        parent.kill()
        parent.communicate()

        deadline = time.monotonic() + 5
        while _lives(child) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert not _lives(child)


def _lives(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False
    os.kill(process, 0) if state != "Z" else None
    return state != "Z"
