"""Pages in the system's Chromium, served by a real server from the test's own database."""

import threading
from collections.abc import Iterator
from datetime import datetime
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser

from tests.web.browser.looking import Looks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a browser."""
    for item in items:
        if "tests/web/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _stands_still(noon: datetime) -> None:
    """The clock stands before anything is made, so that pictures show the same times."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the tests do."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Each request's thread gives its database connection back."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]  # socketserver's own
        finally:
            connections.close_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves early is no error of ours."""


@pytest.fixture(scope="session")
def _address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def look(chromium: Browser, _address: str, transactional_db: None) -> Iterator[Looks]:
    """Opens pages as somebody, and holds them to what every page of ours must be."""
    looks = Looks(chromium, _address)
    yield looks
    looks.close()
