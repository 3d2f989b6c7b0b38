"""The page as a reader uses it, in a real browser; skipped, saying so, where there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.record.drawn import DrawRun
from benchmarks.reports.test_web import TIMES, UNTIMED, full_record, page_of

webdriver: Any = pytest.importorskip("selenium.webdriver", reason="selenium isn't installed: the page isn't tried")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium with its driver: the page isn't tried")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
WIDTHS = (360, 1440)
OpenPage = Callable[..., Any]
#: Texts that must not lie on each other, and what may be wider than the screen because it scrolls in its own box.
OVERLAPS = """
const beside = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1;
const apart = (a, b) => beside(a, b) || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
const found = [];
for (const box of document.querySelectorAll(".over, .scale, .row, .rank li, .controls")) {
  const texts = [...box.querySelectorAll("span.end, span.xt, span.yt, .scale > span, .who, .what, .seconds, label")]
    .filter((each) => each.getClientRects().length);
  texts.forEach((first, index) => texts.slice(index + 1).forEach((second) => {
    if (first.contains(second) || second.contains(first)) return;
    if (!apart(first.getBoundingClientRect(), second.getBoundingClientRect()))
      found.push(`${first.textContent.trim()} | ${second.textContent.trim()}`);
  }));
}
return found;
"""
OVERFLOWS = """
return [...document.querySelectorAll("body *")].filter((each) => {
  if (each.closest(".scroll, pre, .unseen, dialog:not([open]), svg svg") || !each.getClientRects().length) return false;
  const box = each.getBoundingClientRect();
  return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}).map((each) => `${each.tagName} ${each.getAttribute("class")} ${each.textContent.trim().slice(0, 40)}`);
"""


CHOOSE = """
const control = document.querySelector(arguments[0]);
control.value = arguments[1];
["input", "change"].forEach((name) => control.dispatchEvent(new Event(name)));
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests of this file."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages of this file lie, each written once."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture
def open_page(driver: Any, draw_run: DrawRun, folder: Path) -> OpenPage:
    """Return a function that opens the page of a run, or that of several, at a width in pixels."""

    def open_at(width: int, *, several: bool = False) -> Any:
        file = folder / ("several.html" if several else "report.html")
        if not file.exists():
            names = ("two_layer_net", "two_layer_net_minibatch") if several else ()
            others = [draw_run(TIMES, name=name, workload=name) for name in names]
            file.write_text(page_of(full_record(draw_run), *others), encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        for kind in ("browser", "performance"):  # what an earlier page left there
            driver.get_log(kind)
        driver.get(file.as_uri())
        return driver

    return open_at


def texts(driver: Any, selector: str) -> list[str]:
    elements = driver.find_elements("css selector", selector)
    return [element.text for element in elements if element.is_displayed()]


def choose(driver: Any, selector: str, value: str) -> None:
    driver.execute_script(CHOOSE, selector, value)


def shown(driver: Any) -> list[str]:
    rows = driver.find_elements("css selector", ".main tbody tr")
    return [row.get_attribute("data-contender") for row in rows if row.is_displayed()]


def test_it_opens_from_disk_and_asks_for_nothing_else(open_page: OpenPage) -> None:
    driver = open_page(1440)
    assert driver.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [message for message in messages if message["method"] == "Network.requestWillBeSent"]
    asked = [message["params"]["request"]["url"] for message in requests]
    assert asked
    assert all(address.startswith("file://") and address.endswith("report.html") for address in asked)
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("several", [False, True])
def test_nothing_overflows_or_lies_on_something_else(open_page: OpenPage, width: int, *, several: bool) -> None:
    driver = open_page(width, several=several)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
    assert driver.execute_script("return document.documentElement.scrollWidth") == width
    assert driver.execute_script(OVERFLOWS) == []
    assert driver.execute_script(OVERLAPS) == []


@pytest.mark.parametrize(
    ("broken", "check"), [(".xt { left: 50% !important; }", OVERLAPS), (".answers { width: 3000px; }", OVERFLOWS)]
)
def test_a_broken_layout_is_noticed(open_page: OpenPage, broken: str, check: str) -> None:
    driver = open_page(1440)
    driver.execute_script(
        "const own = document.createElement('style'); own.textContent = arguments[0]; document.head.append(own);",
        broken,
    )
    assert driver.execute_script(check) != []


def test_a_click_on_a_head_sorts_and_another_turns_round(open_page: OpenPage) -> None:
    driver = open_page(1440)
    by_step = sorted(TIMES, key=TIMES.__getitem__)
    assert shown(driver) == [*by_step, UNTIMED.name]
    head = driver.find_element("css selector", ".main th[data-key=step]")
    head.find_element("css selector", "button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(driver) == [*by_step[::-1], UNTIMED.name]
    driver.find_element("css selector", ".main th button").click()
    assert shown(driver)[:-1] == sorted([*TIMES, UNTIMED.name])[:-1]
    assert head.get_attribute("aria-sort") is None


def test_filters_leave_the_rows_that_were_asked_for(open_page: OpenPage) -> None:
    driver = open_page(1440)
    choose(driver, ".framework", "pytorch")
    assert set(shown(driver)) == {"pytorch-eager", "pytorch-compile", UNTIMED.name}
    choose(driver, ".graph", "static")
    assert set(shown(driver)) == {"pytorch-compile", UNTIMED.name}
    choose(driver, ".find", "not run")
    assert shown(driver) == [UNTIMED.name]
    assert texts(driver, ".count") == ["1 of 6 shown"]


def test_another_baseline_changes_table_plot_and_captions(open_page: OpenPage) -> None:
    driver = open_page(1440)
    before = dict(zip(shown(driver), texts(driver, ".main .verdict"), strict=False))
    assert before["pytorch-eager"] == "baseline"
    place = "tr[data-contender='{0}'] .verdict".format
    mark = "return document.querySelector(\".row[data-contender='pytorch-compile'] .strip .mark\").getAttribute('x')"
    left = driver.execute_script(mark)
    choose(driver, ".baseline", "pytorch-compile")
    assert texts(driver, place("pytorch-compile")) == ["baseline"]
    assert "slower" in texts(driver, place("pytorch-eager"))[0]
    said = texts(driver, ".row[data-contender='pytorch-eager'] .said")
    assert said == texts(driver, place("pytorch-eager"))
    assert set(texts(driver, ".of-baseline")) == {"pytorch-compile"}
    assert driver.execute_script(mark) != left


def test_the_slider_reorders_who_is_ahead(open_page: OpenPage) -> None:
    driver = open_page(1440)
    last = driver.execute_script("return document.querySelector('.slide input').max")
    choose(driver, ".slide input", "0")
    assert texts(driver, ".rank li:first-child .label") == ["numpy"]
    first = driver.execute_script("return document.querySelector('.cursor').getAttribute('x1')")
    choose(driver, ".slide input", last)
    assert texts(driver, ".rank li:first-child .label") == ["pytorch-compile"]
    assert texts(driver, ".rank li:first-child .open") == ["ahead"]
    assert driver.execute_script("return document.querySelector('.cursor').getAttribute('x1')") != first
    assert texts(driver, ".slide output")[0].endswith("steps")


def test_a_fairness_card_is_one_click_away_and_closes(open_page: OpenPage) -> None:
    driver = open_page(360)
    link = driver.find_element("css selector", "tr[data-contender='pytorch-eager'] .to-card")
    link.send_keys(" ")
    dialog = driver.find_element("css selector", "dialog")
    assert "pytorch-eager" in dialog.text
    assert "initial weights (SHA-256)" in dialog.text
    dialog.find_element("css selector", "button").click()
    assert not dialog.is_displayed()


def test_without_script_tables_and_first_plots_can_be_read(open_page: OpenPage, driver: Any) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(1440)
        assert "CUDA graphs exist only on a GPU" in driver.find_element("css selector", ".main").text
        assert driver.find_elements("css selector", ".intervals .mark")
        assert not texts(driver, ".controls")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
