"""Getting files from addresses: from good servers, from bad ones, and never from inside the network."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Thread

import pytest

from foundation.fetching import Fetcher, FetchTrouble, NotFetched, Patience, is_public, networks_from
from tests.stub_server import (
    broken_off,
    dripping,
    dripping_headers,
    endless,
    nonsense,
    packed,
    silent,
    status,
)

pytestmark = pytest.mark.pure
LOCAL = networks_from("127.0.0.1")
HASTE = Patience(connecting=1.0, silence=0.4, total=0.8)
FETCHER = Fetcher(networks=LOCAL, patience=HASTE)


def trouble(url, fetcher=FETCHER, limit=1_000_000):
    with pytest.raises(NotFetched) as refused:
        fetcher.get(url, limit=limit)
    return refused.value.trouble


def test_a_file_comes_in_as_it_is(stub):
    stub.pages["/dossier.xml?a=1&b=%20"] = b"<sbb/>"
    found = FETCHER.get(f"{stub.url}/dossier.xml?a=1&b=%20#part", limit=100)
    assert (found.content, stub.asked) == (b"<sbb/>", ["/dossier.xml?a=1&b=%20"])


def test_the_server_is_called_by_its_name_and_reached_at_its_judged_address(stub):
    stub.pages["/"] = b"hello"
    fetcher = Fetcher(LOCAL, HASTE, resolve=lambda _host, _port: ["127.0.0.1"])
    assert fetcher.get(f"http://register.example:{stub.port}/", limit=100).content == b"hello"
    assert stub.hosts == [f"register.example:{stub.port}"]


def test_a_name_that_answers_differently_the_second_time_gains_nothing(stub):
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked = []

    def resolve(host, _port):
        asked.append(host)
        return next(answers)

    fetcher = Fetcher((), Patience(connecting=0.2, silence=0.2, total=0.3), resolve=resolve)
    assert trouble(f"http://rebound.example:{stub.port}/", fetcher) in (FetchTrouble.SLOW, FetchTrouble.UNREACHABLE)
    assert (asked, stub.asked) == (["rebound.example"], [])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://224.0.0.1/",
    ],
)
def test_nothing_inside_a_private_network_is_asked(url):
    assert trouble(url, Fetcher(patience=HASTE)) is FetchTrouble.REFUSED


def test_one_private_address_spoils_a_name_that_also_has_a_public_one():
    fetcher = Fetcher(patience=HASTE, resolve=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    assert trouble("http://mixed.example/", fetcher) is FetchTrouble.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "64:ff9b:1::7f00:1",
        "64:ff9b:1::808:808",
        "64:ff9b::a00:1",
        "fec0::1",
        "::7f00:1",
        "::808:808",
        "::ffff:0:127.0.0.1",
        "::ffff:10.0.0.1",
        "192.88.99.1",
        "192.0.0.9",
        "2002:a00:1::1",
        "2001:0:808:808::f5ff:fffe",  # a tunnel to 10.0.0.1
        "2001:0:a00:1::f7f7:f7f7",  # a tunnel to 8.8.8.8 by way of 10.0.0.1
        "2001:2::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "100::1",
        "fc00::1",
        "ff0e::1",
        "240.0.0.1",
    ],
)
def test_an_address_that_is_not_surely_public_is_not_taken_for_one(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2a00:1450::1"]
)
def test_the_public_internet_may_be_asked(text):
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ftp://school.example/a",
        "gopher://school.example",
        "school.example/files",
        "http://",
        "http://school.example:99999/",
        "http://school.example/a\r\nHost: other",
        "http://school.example\\@other.example/",
        "https://user:secret@school.example/",
        "http://[::1/",
        "http://" + "a" * 3000,
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_asked(url):
    assert trouble(url, Fetcher(resolve=lambda _host, _port: pytest.fail("asked"))) is FetchTrouble.ADDRESS


def test_a_name_that_nobody_has_is_said():
    def nobody(_host, _port):
        raise socket.gaierror

    assert trouble("http://absent.example/", Fetcher(resolve=nobody)) is FetchTrouble.UNREACHABLE


def test_a_server_that_is_down_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert trouble(f"http://127.0.0.1:{taken.getsockname()[1]}/") is FetchTrouble.UNREACHABLE


@pytest.mark.parametrize("answer", [silent, dripping, dripping_headers])
def test_a_slow_server_is_given_up_within_the_time_for_one_file(stub, answer):
    stub.pages["/"] = answer
    started = time.monotonic()
    assert trouble(f"{stub.url}/") is FetchTrouble.SLOW
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("answer", [broken_off, nonsense])
def test_a_broken_answer_is_no_file(stub, answer):
    stub.pages["/"] = answer
    assert trouble(f"{stub.url}/") is FetchTrouble.BROKEN


@pytest.mark.parametrize("answer", [endless, b"x" * 2001, packed(b"x" * 50_000_000)])
def test_too_much_is_not_read_further_packed_or_not(stub, answer):
    stub.pages["/"] = answer
    assert trouble(f"{stub.url}/", limit=2000) is FetchTrouble.LARGE


def test_a_packed_file_is_unpacked(stub):
    stub.pages["/"] = packed(b"<sbb/>" * 1000)
    assert FETCHER.get(f"{stub.url}/", limit=6000).content == b"<sbb/>" * 1000


def test_what_only_claims_to_be_packed_is_said(stub):
    stub.pages["/"] = status(200, Content_Encoding="gzip")
    assert trouble(f"{stub.url}/") is FetchTrouble.BROKEN


@pytest.mark.parametrize(
    ("number", "words"),
    [(404, "no such file"), (410, "no such file"), (403, "to everyone"), (500, "trouble of its own"), (204, "no file")],
)
def test_what_the_server_answered_is_said(stub, number, words):
    stub.pages["/"] = status(number)
    with pytest.raises(NotFetched, match=words) as refused:
        FETCHER.get(f"{stub.url}/", limit=100)
    assert (refused.value.answer, refused.value.is_absent) == (number, number in (404, 410))


def test_a_few_redirects_are_followed(stub):
    stub.pages |= {"/1": status(301, Location="/2"), "/2": status(302, Location=f"{stub.url}/3"), "/3": b"here"}
    found = FETCHER.get(f"{stub.url}/1", limit=100)
    assert (found.content, found.url) == (b"here", f"{stub.url}/3")


def test_redirects_come_to_an_end(stub):
    stub.pages["/"] = status(302, Location="/")
    assert trouble(f"{stub.url}/") is FetchTrouble.REDIRECTS
    assert len(stub.asked) == 4


@pytest.mark.parametrize("where", ["http://169.254.169.254/", "http://10.0.0.1/x", "http://[::1]/", "//192.168.1.1/"])
def test_a_redirect_into_a_private_network_is_refused(stub, where):
    stub.pages["/"] = status(302, Location=where)
    assert trouble(f"{stub.url}/") is FetchTrouble.REFUSED


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://school.example/", "http://a:b@school.example/"])
def test_a_redirect_to_something_else_than_the_web_is_refused(stub, where):
    stub.pages["/"] = status(302, Location=where)
    assert trouble(f"{stub.url}/") is FetchTrouble.ADDRESS


@pytest.fixture
def secure(tmp_path):
    """A server with a certificate that nobody vouches for: its port, and the context that would trust it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "files.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number()).not_valid_before(now)
    made = made.not_valid_after(now + timedelta(days=1)).add_extension(
        x509.SubjectAlternativeName([x509.DNSName("files.example")]), critical=False
    )
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_answer_once, args=(listening, ours))
        thread.start()
        yield listening.getsockname()[1], ssl.create_default_context(cafile=path)
        thread.join()


def _answer_once(listening, ours):
    wire, _ = listening.accept()
    wire.settimeout(5)
    try:
        with ours.wrap_socket(wire, server_side=True) as talk:
            talk.recv(10_000)
            talk.sendall(b"HTTP/1.1 200 Said\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsafe")
    except OSError:
        wire.close()


def to(port, host, tls=None):
    fetcher = Fetcher(LOCAL, Patience(silence=3, total=4), resolve=lambda _host, _port: ["127.0.0.1"], tls=tls)
    return fetcher, f"https://{host}:{port}/"


def test_a_certificate_that_nobody_vouches_for_is_refused(secure):
    fetcher, url = to(secure[0], "files.example")
    assert trouble(url, fetcher) is FetchTrouble.CERTIFICATE


def test_a_certificate_of_another_server_is_refused(secure):
    fetcher, url = to(secure[0], "other.example", secure[1])
    assert trouble(url, fetcher) is FetchTrouble.CERTIFICATE


def test_a_certificate_is_held_against_the_name_and_not_the_number(secure):
    fetcher, url = to(secure[0], "files.example", secure[1])
    assert fetcher.get(url, limit=100).content == b"safe"
