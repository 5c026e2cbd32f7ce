"""Programs are told of an invoice: signed, under one id, each by itself, and nowhere else."""

import base64
import hashlib
import hmac
import json
import socket
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from saas.billing.webhooks import calling
from saas.billing.webhooks.calling import NotReached, call
from saas.billing.webhooks.rules import (
    AddressNotAllowed,
    all_public,
    endpoint,
    secret,
    signed,
)
from saas.dates import today
from saas.db import db
from saas.scope import tenant_scope
from tests.billing import making

DOOR = "/api/v1/company/webhooks"


class Receiver:
    """A company's own program: it keeps what it is told and answers as it is set to."""

    def __init__(self):
        self.heard, self.answers = [], []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                told.heard.append((dict(self.headers), body))
                self.send_response(told.answers.pop(0) if told.answers else 204)
                self.send_header("location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?a=1"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    program = Receiver()
    yield program
    program.close()


@pytest.fixture
def listens(api_as, alice):
    """Alice has an address called; the answer, with its secret."""

    def add(url):
        answer = api_as(alice).post(DOOR, json={"url": url})
        assert answer.status_code == 201
        return answer.json

    return add


def try_again(tenant_id, tell_all):
    """What had been put off is due."""
    with tenant_scope(tenant_id):
        db.session.execute(db.text("update deliveries set leased_until = null, error = null"))
        db.session.commit()
    tell_all()


@pytest.fixture
def dripping():
    """An address where somebody answers, a byte every tenth of a second, without an end."""
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        caller, _address = listening.accept()
        with caller, suppress(OSError):
            caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while True:
                time.sleep(0.1)
                caller.sendall(b"x")

    thread = Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
    listening.close()
    thread.join()


def test_who_answers_a_byte_at_a_time_holds_nobody_up(dripping):
    began = time.monotonic()
    with pytest.raises(NotReached, match=r"too long|timed out"):
        call(dripping, b"{}", {}, open_internet=False, within=0.75)
    assert time.monotonic() - began < 5


def test_who_reads_nothing_holds_nobody_up():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/hook"
        with pytest.raises(NotReached, match=r"too long|timed out"):
            call(url, bytes(20_000_000), {}, open_internet=False, within=0.75)


class TestOtherPeople:
    def test_charlie_sees_and_removes_none_of_ours(self, api_as, as_user, charlie, listens):
        ours = listens("http://a.example/hook")
        his = api_as(charlie)

        assert his.get(DOOR).json == {"data": []}
        assert his.delete(f"{DOOR}/{ours['id']}").status_code == 404
        assert as_user(charlie).post(f"/company/webhooks/{ours['id']}/remove").status_code == 404

    def test_bob_may_not(self, api_as, as_user, bob):
        assert as_user(bob).get("/company/webhooks").status_code == 403
        assert api_as(bob).get(DOOR).status_code == 403
        assert api_as(bob).post(DOOR, json={"url": "http://a.example"}).status_code == 403

    def test_charlies_program_hears_nothing_of_ours(
        self, api_as, alice, charlie, receiver, tell_all
    ):
        api_as(charlie).post(DOOR, json={"url": receiver.url})
        making.invoice(by=alice, today=today())
        tell_all()

        assert receiver.heard == []


class TestACall:
    def test_is_signed_and_says_which_invoice(self, alice, listens, receiver, tell_all):
        added = listens(receiver.url)
        invoice = making.invoice(by=alice, today=today())
        number = invoice.number
        tell_all()

        ((headers, body),) = receiver.heard
        named = {name.lower(): value for name, value in headers.items()}
        said = json.loads(body)
        key = base64.b64decode(added["secret"].removeprefix("whsec_"))
        content = f"{named['webhook-id']}.{named['webhook-timestamp']}.".encode() + body
        digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        assert named["webhook-signature"] == f"v1,{digest}"
        assert (said["type"], said["data"]["number"]) == ("invoice.issued", number)
        assert said["data"]["links"]["ubl"].endswith(f"/api/v1/invoices/{number}.ubl")

    def test_one_that_fails_is_tried_again_under_the_same_id(
        self, alice, listens, receiver, tell_all
    ):
        listens(receiver.url)
        receiver.answers = [500, 302]
        making.invoice(by=alice, today=today())
        for answered in ("500", "302"):
            with pytest.raises(AssertionError, match=f"answered {answered}"):
                try_again(alice.tenant_id, tell_all)
        try_again(alice.tenant_id, tell_all)
        try_again(alice.tenant_id, tell_all)

        ids = [headers["webhook-id"] for headers, _body in receiver.heard]
        assert len(ids) == 3
        assert len(set(ids)) == 1
        assert len({body for _headers, body in receiver.heard}) == 1

    def test_one_that_is_dead_holds_up_no_other(self, alice, listens, receiver, tell_all):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            listens(f"http://127.0.0.1:{nobody.getsockname()[1]}/")
            listens(receiver.url)
            making.invoice(by=alice, today=today())
            with pytest.raises(AssertionError, match="NotReached"):
                tell_all()

        assert len(receiver.heard) == 1

    def test_one_that_is_gone_is_called_no_more(self, api_as, alice, listens, receiver, tell_all):
        listens(receiver.url)
        receiver.answers = [410]
        making.invoice(by=alice, today=today())
        tell_all()

        assert api_as(alice).get(DOOR).json == {"data": []}

    def test_one_removed_meanwhile_is_not_called(self, api_as, alice, listens, receiver, tell_all):
        added = listens(receiver.url)
        making.invoice(by=alice, today=today())
        assert api_as(alice).delete(f"{DOOR}/{added['id']}").status_code == 204
        tell_all()

        assert receiver.heard == []


class TestThePage:
    def test_the_secret_is_shown_once(self, as_user, alice):
        browser = as_user(alice)

        first = browser.post("/company/webhooks", {"url": "http://a.example/hook"}).text
        again = browser.get("/company/webhooks").text

        assert "whsec_" in first
        assert "whsec_" not in again
        assert "http://a.example/hook" in again

    def test_there_are_not_too_many(self, api_as, alice, listens):
        for n in range(5):
            listens(f"http://{n}.example/")

        answer = api_as(alice).post(DOOR, json={"url": "http://6.example/"})

        assert answer.status_code == 409
        assert "too-many-endpoints" in answer.text


class TestWhereACallMayGo:
    @pytest.mark.parametrize(
        "url",
        [
            "http://a.example/", "https://127.0.0.1/", "https://10.0.0.8/", "https://[::1]/",
            "https://169.254.169.254/latest", "https://localhost/", "https://db.internal/",
            "https://user:word@a.example/", "ftp://a.example/", "https://", "https://a.example:x/",
            "//a.example/", "https://a.example/ b", "https://a.example/" + "x" * 500, "",
        ],
    )  # fmt: skip
    def test_not_into_a_network_that_is_not_public(self, url):
        with pytest.raises(AddressNotAllowed):
            endpoint(url, open_internet=True)

    def test_to_a_public_name_over_https(self):
        assert endpoint(" https://a.example/h?x#y ", open_internet=True) == "https://a.example/h?x"

    @pytest.mark.parametrize(
        ("addresses", "public"),
        [
            (["8.8.8.8"], True), (["8.8.8.8", "127.0.0.1"], False), (["::1"], False), ([], False),
            (["192.168.1.1"], False), (["2001:4860:4860::8888"], True), (["224.0.0.1"], False),
        ],
    )  # fmt: skip
    def test_every_address_of_a_name_counts(self, addresses, public):
        assert all_public(addresses) is public

    def test_a_public_name_that_leads_inside_is_not_called(self, receiver, monkeypatch):
        port = receiver.server.server_port
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(calling.socket, "getaddrinfo", lambda *_, **__: inside)
        url = f"http://public.example:{port}/"

        with pytest.raises(NotReached, match="not public"):
            call(url, b"{}", {}, open_internet=True)
        assert receiver.heard == []

        assert call(url, b"{}", {}, open_internet=False) == 204  # without the guard it is heard


class TestTheSignature:
    def test_is_that_of_the_standards_own_example(self):
        headers = signed(
            b'{"test": 2432232314}',
            id_="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            key="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        )

        assert headers.signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_is_checked_by_the_lines_of_the_manual(self):
        manual = Path("docs/deliveries.md").read_text(encoding="utf-8")
        lines = manual.partition("```python\n")[2].partition("```")[0]
        theirs = {}
        exec(compile(lines, "docs/deliveries.md", "exec"), theirs)
        ours = secret(b"x" * 32)
        sent = signed(b"{}", id_="msg_1", timestamp=1000, key=ours).as_sent()

        assert theirs["is_ours"](ours, sent, b"{}", now=1100)
        assert not theirs["is_ours"](ours, sent, b"{ }", now=1100)
        assert not theirs["is_ours"](ours, sent, b"{}", now=1400)
        assert not theirs["is_ours"](secret(b"y" * 32), sent, b"{}", now=1100)

    def test_a_secret_says_what_it_is(self):
        assert secret(bytes(32)).startswith("whsec_AAAA")
