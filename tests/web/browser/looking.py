"""What every page must be, held against a real browser: accessible, small, quiet, upright on a phone."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from resonans.core.types import Access
from tests.web.browser import pictures
from tests.web.conftest import client_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

KB = 1024
HTML_BYTES, CSS_BYTES, SCRIPT_BYTES, ALL_BYTES, MODULE_BYTES = 15 * KB, 20 * KB, 25 * KB, 110 * KB, 3 * KB
WIDE, PHONE, NARROW = (1280, 800), (390, 844), 320


@dataclass
class Heard:
    """What a page said and fetched while it was open."""

    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)


class Looks:
    """Opens pages for a test; one context for each person and language, all closed at its end."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self._contexts: list[BrowserContext] = []
        self.heard = Heard()

    def page(
        self,
        access: Access | None = None,
        *,
        language: str = "en",
        size: tuple[int, int] = WIDE,
        script: bool = True,
    ) -> Page:
        """A fresh tab of somebody, or of nobody who is signed in."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="sv-SE" if language == "sv" else "en-GB",
            timezone_id="Europe/Stockholm",
            reduced_motion="reduce",
            java_script_enabled=script,
            base_url=self.address,
        )
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(60_000)
        self._contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if access is not None:
            client = client_of(access)
            name = settings.SESSION_COOKIE_NAME
            cookies[name] = client.cookies[name].value
        context.add_cookies(
            [{"name": key, "value": value, "url": self.address} for key, value in cookies.items()]
        )
        page = context.new_page()
        self.heard = Heard()
        self._listen(page, self.heard)
        return page

    def _listen(self, page: Page, heard: Heard) -> None:
        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                heard.complaints.append(message.text)

        def answered(response: Response) -> None:
            heard.answers.append(response)
            if not response.url.startswith((self.address, "data:", "blob:")):
                heard.foreign.append(response.url)

        page.on("console", said)
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on("response", answered)

    def over(
        self,
        name: str,
        path: str,
        access: Access | None = None,
        *,
        before: Callable[[Page], None] | None = None,
        status: int = 200,
        picture: bool = True,
    ) -> None:
        """Look a page over: light, dark, phone, 320 px, Swedish. `before` brings it into its state."""
        page = self.page(access)
        self._open(page, path, status)
        _bytes(self.heard)
        if before:
            before(page)
        faults = []
        for variant, scheme, size in (
            ("light", "light", WIDE),
            ("dark", "dark", WIDE),
            ("phone", "light", PHONE),
        ):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the literals
            page.set_viewport_size({"width": size[0], "height": size[1]})
            faults += [f"{variant}: {each}" for each in findings(page)]
            if picture:
                pictures.compare(page, f"{name}-{variant}")
        page.set_viewport_size({"width": NARROW, "height": 720})
        faults += sideways(page)
        faults += self._complaints("English")
        swedish = self.page(access, language="sv")
        self._open(swedish, path, status)
        if before:
            before(swedish)
        faults += [f"Swedish: {each}" for each in findings(swedish)]
        if picture:
            pictures.compare(swedish, f"{name}-swedish")
        swedish.set_viewport_size({"width": NARROW, "height": 720})
        faults += [f"Swedish: {each}" for each in sideways(swedish)]
        faults += self._complaints("Swedish")
        assert not faults, "\n".join(faults)

    def _open(self, page: Page, path: str, status: int) -> None:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        page.evaluate("document.fonts.ready")

    def _complaints(self, where: str) -> list[str]:
        said = [text for text in self.heard.complaints if "the server responded with a status of" not in text]
        return [f"{where}: console: {text}" for text in said] + [
            f"{where}: foreign request: {url}" for url in self.heard.foreign
        ]

    def close(self) -> None:
        """Close every tab."""
        for context in self._contexts:
            context.close()


def findings(page: Page) -> list[str]:
    """What axe finds, one line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}})"
    )
    return [
        f"axe {each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Whether the page scrolls sideways at its present width, and what sticks out."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    seen: int = page.evaluate("document.documentElement.clientWidth")
    if width <= seen:
        return []
    widest = page.evaluate(
        "(w) => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1"
        " && !e.closest('.scroll, .tabs')).slice(0, 3).map(e => e.outerHTML.slice(0, 120))",
        seen,
    )
    return [f"scrolls sideways: {width} px wide at {seen}: {widest}"]


def _bytes(heard: Heard) -> None:
    """The budget of UI.md section 10, as it travels: pressed where the server presses."""
    sizes = {"document": 0, "stylesheet": 0, "script": 0, "other": 0}
    for answer in heard.answers:
        body = answer.body()
        pressed = answer.headers.get("content-encoding") == "gzip"
        size = len(gzip.compress(body, 6)) if pressed else len(body)
        kind = answer.request.resource_type
        sizes[kind if kind in sizes else "other"] += size
        if kind == "script" and "/js/" in urlsplit(answer.url).path:
            assert size <= MODULE_BYTES, f"{answer.url} is {size} bytes"
    assert sizes["document"] <= HTML_BYTES, f"HTML {sizes['document']}"
    assert sizes["stylesheet"] <= CSS_BYTES, f"CSS {sizes['stylesheet']}"
    assert sizes["script"] <= SCRIPT_BYTES, f"script {sizes['script']}"
    assert sum(sizes.values()) <= ALL_BYTES, f"all {sizes}"
