"""A new installation with a browser before it, and what its owner does there."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.road import calls
from tests.road.hours import Hours
from tests.running import ROOT, Installation, until

WAIT_S = 60
"""How long one thing on the way may take."""
COLLECT_S = 180


class Place:
    """`resonans up` on an empty folder, and its owner's browser."""

    def __init__(self, installation: Installation, browser: Browser, folder: Path) -> None:
        self._folder = folder
        self.hours = Hours(folder / "clock")
        more = {"RESONANS_ALLOW_HOSTS": "localhost,127.0.0.1", "RESONANS_CLOCK": str(self.hours.path)}
        self.up = installation.up(env={**calls.environment(folder, ROOT), **more})
        self._context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/Stockholm"
        )
        self._context.set_default_timeout(WAIT_S * 1000)
        expect.set_options(timeout=WAIT_S * 1000)
        self.page = self._context.new_page()
        self.complaints: list[str] = []
        self.requested: set[str] = set()
        self._listen(self.page)

    def _listen(self, page: Page) -> None:
        def said(message: ConsoleMessage) -> None:
            ours = message.location["url"].startswith(self.origin)
            if message.type in {"error", "warning"} and ours:
                self.complaints.append(f"{message.text} ({message.location})")

        def requested(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme not in {"data", "blob"}:
                self.requested.add(f"{parts.scheme}://{parts.netloc}")

        page.on("console", said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", requested)

    @property
    def address(self) -> str:
        """The printed address, with its key."""
        return self.up.wait_said(r"resonans is ready: (\S+)")[1]

    @property
    def origin(self) -> str:
        """The printed address without anything behind the port."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def claim(self) -> None:
        """Open the printed address and become the owner of Rosteriet Kajen."""
        page = self.page
        page.goto(self.address)
        page.get_by_label("Your name").fill("Ana")
        page.get_by_label("E-mail").fill("ana@example.test")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_label("Company or brand").fill("Rosteriet Kajen")
        expect(page.get_by_label("Time zone")).to_have_value("Europe/Stockholm")
        page.get_by_role("button", name="Set up resonans").click()
        expect(page).to_have_url(re.compile(r"/w/rosteriet-kajen/"))

    def open(self, *names: str) -> None:
        """Follow links of the page, one after the other, by their names."""
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def write(self, text: str, picture: Path | None = None, alt: str = "") -> None:
        """Write a post and send it at once."""
        page = self.page
        self.open("New post")
        page.get_by_label("Text", exact=True).fill(text)
        if picture is not None:
            page.locator("#file").set_input_files(picture)
            page.get_by_label("Description", exact=True).fill(alt)
        page.get_by_role("button", name="Post now").click()
        expect(page.get_by_text("It is going out now.")).to_be_visible()

    def until_published(self) -> None:
        """Watch the post's page until its delivery says so; it tells of one attempt."""
        delivery = self.page.get_by_role("region", name="Deliveries").get_by_role("article")
        expect(delivery.get_by_text("Published", exact=True)).to_be_visible()
        expect(self.page.locator("#post_state")).to_contain_text("Published")
        delivery.get_by_text("Timeline", exact=True).click()
        expect(delivery.get_by_role("listitem").filter(has_text="It is live.")).to_have_count(1)
        expect(delivery.get_by_role("table").get_by_role("row")).to_have_count(2)
        expect(delivery.get_by_role("rowheader")).to_have_text("1")

    def until_measured(self, text: str, engagements: int) -> None:
        """Look at Measure, today included, until the post's row shows the engagements."""
        page = self.page
        self.open("Measure")
        page.get_by_label("To", exact=True).fill(
            page.get_by_label("To", exact=True).get_attribute("max") or ""
        )
        page.get_by_role("button", name="Show", exact=True).click()
        row = page.locator("#posts").get_by_role("row").filter(has_text=text)
        cell = row.get_by_role("cell").nth(1)
        expect(page.locator("#posts")).to_be_visible()

        def is_there() -> bool:
            page.reload()
            return row.count() == 1 and cell.inner_text().split() == [str(engagements)]

        until(is_there, COLLECT_S)
        expect(page.locator("#engagements .big")).to_have_text(str(engagements))

    def kept_to(self, *networks: str) -> None:
        """Nothing was asked of any foreign host, and no page complained; `networks` may be visited."""
        assert not self.complaints
        assert self.requested <= {self.origin, *networks}
        assert calls.asked(self._folder)
        assert not calls.foreign(self._folder)

    def close(self) -> None:
        """Close the browser's window; the installation is ended by its own fixture."""
        expect.set_options(timeout=None)
        self._context.close()
        self.hours.close()


def photo(folder: Path) -> Path:
    """A picture file."""
    path = folder / "cup.jpg"
    Image.new("RGB", (800, 600), "#8a4b00").save(path, "JPEG")
    return path
