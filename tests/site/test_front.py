"""The front of a real server: health, figures, slow and large senders, readers who leave."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.running import Installation, NewDatabase, Up, until


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Up]:
    home = Installation(tmp_path_factory.mktemp("front") / "data", new_database())
    yield home.up()
    home.close()


def resident_kb(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


def test_health_tells_of_database_and_worker(up: Up) -> None:
    until(lambda: up.health()["worker"] == "ok")
    assert up.health()["database"] == "ok"
    assert up.get("/healthz").headers["cache-control"] == "no-store"


def test_figures_add_up_both_processes(up: Up) -> None:
    up.get("/accounts/login/")
    until(lambda: "resonans_loop_steps_total{" in up.get("/metrics").text)
    text = up.get("/metrics").text
    assert re.search(r'^resonans_http_requests_total\{method="GET",status="200"\} [1-9]', text, re.MULTILINE)
    assert re.search(r"^resonans_workers 1\.0$", text, re.MULTILINE)
    assert re.search(r"^resonans_outbox_rows \d", text, re.MULTILINE)
    assert re.search(r"^resonans_disk_free_bytes \d", text, re.MULTILINE)


def test_every_page_forbids_foreign_scripts_and_frames(up: Up) -> None:
    answer = up.get("/accounts/login/")
    assert answer.status_code == 200
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_static_files_may_be_kept_for_good(up: Up) -> None:
    found = re.search(r'href="(/static/app\.css\?[^"]+)"', up.get("/accounts/login/").text)
    assert found is not None
    answer = up.get(found[1])
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_a_host_that_is_not_ours_is_refused(up: Up) -> None:
    answer = httpx.get(up.url + "/accounts/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_senders_who_dawdle_keep_nobody_waiting(up: Up) -> None:
    head = "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nemail="
    dawdlers = []
    for _ in range(12):
        connection = socket.create_connection(("127.0.0.1", up.port))
        connection.sendall(head.encode())
        dawdlers.append(connection)
    try:
        assert httpx.get(up.url + "/accounts/login/", timeout=10).status_code == 200
    finally:
        for connection in dawdlers:
            connection.close()


def test_large_senders_who_dawdle_leave_threads_for_others(up: Up) -> None:
    head = "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
    head += 'Content-Disposition: form-data; name="f"; filename="f.jpg"\r\n\r\n'
    dawdlers = []
    for _ in range(6):
        connection = socket.create_connection(("127.0.0.1", up.port))
        connection.sendall(head.encode() + b"x" * 2_000_000)
        dawdlers.append(connection)
    try:
        assert httpx.get(up.url + "/accounts/login/", timeout=10).status_code == 200
    finally:
        for connection in dawdlers:
            connection.close()
    assert httpx.get(up.url + "/accounts/login/", timeout=10).status_code == 200


def test_a_large_upload_streams_through(up: Up) -> None:
    size = 60_000_000
    pid = up.children()["server"]
    before = resident_kb(pid)
    start = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.jpg"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield start
        for _ in range(size // 1_000_000):
            yield b"x" * 1_000_000
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = httpx.post(up.url + "/accounts/login/", content=body(), headers=headers, timeout=60)
    assert answer.status_code in {400, 403, 413}
    assert resident_kb(pid) - before < size // 1024 // 2


def test_readers_who_leave_free_their_thread(up: Up) -> None:
    found = re.search(r'href="(/static/app\.css\?[^"]+)"', up.get("/accounts/login/").text)
    assert found is not None
    request = f"GET {found[1]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", up.port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(request)
    for _ in range(8):
        assert httpx.get(up.url + "/accounts/login/", timeout=10).status_code == 200


def test_a_stranger_gets_no_live_changes(up: Up) -> None:
    assert up.get("/w/kajen/changes").status_code == 404
