"""The page as a reader uses it, in a real browser; skipped, saying so, where there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.plan.places import RESULTS
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
for (const box of document.querySelectorAll(".over, .scale, .row, .line, .rank li, .bar")) {
  const kinds = "span.end, span.xt, span.yt, .scale > span, .who, .what, .time, .seconds, label";
  const texts = [...box.querySelectorAll(kinds)]
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
  if (each.closest(".scroll, pre, .unseen, .word, .skip, dialog:not([open]), svg svg")) return false;
  if (!each.getClientRects().length) return false;
  const box = each.getBoundingClientRect();
  return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}).map((each) => `${each.tagName} ${each.getAttribute("class")} ${each.textContent.trim().slice(0, 40)}`);
"""


#: What can be pressed and is smaller than 24 pixels either way; links within sentences may be.
SMALL = """
return [...document.querySelectorAll("a, button, select, input, summary")].filter((each) => {
  const box = each.getBoundingClientRect();
  const within = each.tagName === "A" && each.closest("p:not(footer p), li, dd, .skip");
  return box.width && !within && (box.width < 24 || box.height < 24);
}).map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`);
"""
#: axe-core's own script, and what it finds.
AXE = """
const done = arguments[arguments.length - 1];
axe.run(document).then((found) => done(found.violations.map(
  (each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).slice(0, 4).join(", ")}`)));
"""
#: A report of everything with all but its first section collapsed, in screens of 1440 x 900.
MOST_SCREENS, SCREEN = 30, 900
CHOOSE = """
const control = document.querySelector(arguments[0]);
control.value = arguments[1];
["input", "change"].forEach((name) => control.dispatchEvent(new Event(name)));
"""


#: Controls whose text is wider than they are, by what a browser would draw; an arrow takes some of it.
CLIPPED = """
const pen = document.createElement("canvas").getContext("2d");
return [...document.querySelectorAll(".bar select")].filter((each) => {
  const style = getComputedStyle(each);
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16;
  return each.clientWidth && [...each.options].some((option) => pen.measureText(option.text).width > room);
}).map((each) => each.className);
"""
#: Of a telephone's screen, so much at most may stand before the answers, controls and warnings together.
BEFORE_ANSWERS = 0.5


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

    def open_at(width: int, *, several: bool = False, dark: bool = False, fragment: str = "") -> Any:
        file = folder / ("several.html" if several else "report.html")
        if not file.exists():
            names = ("two_layer_net", "two_layer_net_minibatch") if several else ()
            others = [draw_run(TIMES, name=name, workload=name) for name in names]
            file.write_text(page_of(full_record(draw_run), *others), encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        # Of several browsers at once one alone has the focus, and the others' elements would hear of none.
        driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
        for kind in ("browser", "performance"):  # what an earlier page left there
            driver.get_log(kind)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        driver.get("about:blank")
        driver.get(f"{file.as_uri()}{fragment}")
        return driver

    return open_at


def texts(driver: Any, selector: str) -> list[str]:
    elements = driver.find_elements("css selector", selector)
    return [element.text for element in elements if element.is_displayed()]


def choose(driver: Any, selector: str, value: str) -> None:
    driver.execute_script(CHOOSE, selector, value)


def press(driver: Any, element: Any) -> None:
    """Press a button, wherever on the page it stands."""
    driver.execute_script("arguments[0].click();", element)


def shown(driver: Any) -> list[str]:
    rows = driver.find_elements("css selector", ".main tbody tr")
    names = [row.get_attribute("data-contender") for row in rows if row.is_displayed()]
    return [name for name in names if name]


def test_it_opens_from_disk_and_asks_for_nothing_else(open_page: OpenPage) -> None:
    driver = open_page(1440)
    assert driver.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # The browser's own start page asks for things as well: only what this document asks for is the page's doing.
    asked = {request["request"]["url"] for request in requests if request["documentURL"] == driver.current_url}
    assert asked == {driver.current_url}
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("several", [False, True])
def test_nothing_overflows_or_lies_on_something_else_and_targets_can_be_hit(
    open_page: OpenPage, width: int, *, several: bool
) -> None:
    driver = open_page(width, several=several)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
    assert driver.execute_script("return document.documentElement.scrollWidth") == width
    assert driver.execute_script(OVERFLOWS) == []
    assert driver.execute_script(OVERLAPS) == []
    assert driver.execute_script(SMALL) == []


def axe(driver: Any) -> list[str]:
    """Return what axe-core finds wrong with the page as it is."""
    core: Any = pytest.importorskip("axe_core_python.base", reason="axe-core-python isn't installed")
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": core.AXE_SCRIPT})
    found: list[str] = driver.execute_async_script(AXE)
    return found


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (360, True)])
def test_axe_finds_nothing(open_page: OpenPage, width: int, *, dark: bool) -> None:
    driver = open_page(width, several=True, dark=dark)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
    assert axe(driver) == []


def test_axe_finds_what_is_wrong(open_page: OpenPage) -> None:
    driver = open_page(1440)
    driver.execute_script(
        "document.querySelector('.find').closest('label').replaceWith(document.querySelector('.find'));"
    )
    driver.execute_script("document.body.style.color = '#ccc'; document.querySelector('.find').placeholder = '';")
    assert {text.partition(":")[0] for text in axe(driver)} >= {"label", "color-contrast"}


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (".xt { left: 50% !important; }", OVERLAPS),
        (".answer { width: 3000px; }", OVERFLOWS),
        (".widen { min-height: 0; height: 9px; }", SMALL),
    ],
)
def test_a_broken_layout_is_noticed(open_page: OpenPage, broken: str, check: str) -> None:
    driver = open_page(1440)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
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
    press(driver, head.find_element("css selector", "button"))
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(driver) == [*by_step[::-1], UNTIMED.name]
    press(driver, driver.find_element("css selector", ".main th button"))
    assert shown(driver)[:-1] == sorted([*TIMES, UNTIMED.name])[:-1]
    assert head.get_attribute("aria-sort") is None


def test_filters_leave_the_rows_that_were_asked_for_in_table_and_plots(open_page: OpenPage) -> None:
    driver = open_page(1440)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
    choose(driver, ".framework", "pytorch")
    assert set(shown(driver)) == {"pytorch-eager", "pytorch-compile", UNTIMED.name}
    for drawn in (".rank li", ".small-plots figure", ".row[data-contender]", ".over .end"):
        names = {
            each.get_attribute("data-contender")
            for each in driver.find_elements("css selector", drawn)
            if each.is_displayed()
        }
        assert names == {"pytorch-eager", "pytorch-compile"}, drawn
    choose(driver, ".graph", "static")
    assert set(shown(driver)) == {"pytorch-compile", UNTIMED.name}
    choose(driver, ".find", "not run")
    assert shown(driver) == [UNTIMED.name]
    assert texts(driver, ".count") == ["1 of 6 rows shown"]


def test_where_nothing_matches_that_is_said_and_all_is_one_press_away(open_page: OpenPage) -> None:
    driver = open_page(1440)
    assert not texts(driver, ".none")
    choose(driver, ".find", "no such thing")
    assert texts(driver, ".none") == ["Nothing here matches what is asked for above."]
    press(driver, driver.find_element("css selector", ".reset"))
    assert len(shown(driver)) == len(TIMES) + 1
    assert not texts(driver, ".none")


def test_on_a_telephone_filters_are_one_press_away_with_their_names(open_page: OpenPage) -> None:
    driver = open_page(360, several=True)
    assert texts(driver, ".bar .word") == ["Question"]
    assert driver.find_element("css selector", "#answers").location["y"] < BEFORE_ANSWERS * SCREEN
    press(driver, driver.find_element("css selector", ".filters"))
    assert texts(driver, ".bar .word") == ["Question", "Baseline", "Framework", "Graph", "Find"]
    assert driver.execute_script(CLIPPED) == []
    assert driver.execute_script(OVERLAPS) == []
    assert driver.execute_script(SMALL) == []
    choose(driver, ".framework", "pytorch")
    press(driver, driver.find_element("css selector", ".filters"))
    assert texts(driver, ".bar .word") == ["Question"]
    assert set(shown(driver)) == {"pytorch-eager", "pytorch-compile", UNTIMED.name}
    driver.execute_script("document.querySelector('.bar .jump').style.width = '4em';")
    assert driver.execute_script(CLIPPED) == ["jump"]


def test_the_address_holds_the_view_and_brings_it_back(open_page: OpenPage) -> None:
    driver = open_page(1440, several=True)
    choose(driver, ".framework", "tensorflow")
    choose(driver, ".baseline", "numpy")
    choose(driver, ".jump", "run2")
    fragment = driver.execute_script("return location.hash")
    before = shown(driver)
    again = open_page(1440, several=True, fragment=fragment)
    assert shown(again) == before
    assert set(texts(again, ".of-baseline")) == {"numpy"}
    assert again.execute_script("return document.getElementById('run2').open")
    assert not open_page(1440, several=True).execute_script("return document.getElementById('run2').open")


def test_a_row_of_the_first_screen_opens_its_section(open_page: OpenPage) -> None:
    driver = open_page(1440, several=True)
    (link,) = (
        each
        for each in driver.find_elements("css selector", ".answer a")
        if each.get_attribute("href").endswith("#run2-two_layer_net")
    )
    assert not driver.execute_script("return document.getElementById('run2').open")
    press(driver, link)
    driver.execute_script("window.dispatchEvent(new HashChangeEvent('hashchange'));")
    assert driver.execute_script("return document.getElementById('run2').open")


def test_the_first_screen_has_a_row_a_question_with_its_sentence(open_page: OpenPage) -> None:
    driver = open_page(1440)
    (answer,) = driver.find_elements("css selector", ".answer")
    assert answer.find_elements("css selector", ".stand .mark")
    assert "PyTorch is fastest: pytorch-compile" in answer.text
    assert answer.location["y"] + answer.size["height"] < SCREEN


def test_values_are_shown_on_hover_and_on_focus(open_page: OpenPage) -> None:
    driver = open_page(1440)
    mark = driver.find_element("css selector", ".stand [data-tip]")
    driver.execute_script("arguments[0].focus();", mark)
    assert texts(driver, ".tip") == [mark.get_attribute("data-tip")]
    driver.execute_script("arguments[0].blur();", mark)
    assert not texts(driver, ".tip")
    strip = driver.find_element("css selector", ".main .strip")
    driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));", strip)
    assert texts(driver, ".tip") == [strip.get_attribute("data-tip")]


def test_the_keyboard_alone_skips_to_the_answers_and_reaches_every_control(open_page: OpenPage) -> None:
    driver = open_page(1440)
    keys: Any = pytest.importorskip("selenium.webdriver.common.keys").Keys
    reached = []
    for _ in range(12):
        driver.switch_to.active_element.send_keys(keys.TAB)
        reached.append(driver.execute_script("return document.activeElement.className"))
    assert reached[:6] == ["skip", "jump", "baseline", "framework", "graph", "find"]
    driver.execute_script("document.querySelector('.skip').focus();")
    assert driver.find_element("css selector", ".skip").rect["x"] >= 0


def test_more_columns_are_one_press_away(open_page: OpenPage) -> None:
    driver = open_page(1440)
    assert not texts(driver, ".main th[data-key=quartiles]")
    press(driver, driver.find_element("css selector", ".widen"))
    assert texts(driver, ".main th[data-key=quartiles]")
    assert texts(driver, ".widen") == ["fewer columns"]


def test_the_published_report_is_short(driver: Any) -> None:
    screen = {"width": 1440, "height": SCREEN, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.get((RESULTS / "report.html").as_uri())
    assert driver.execute_script("return document.documentElement.scrollHeight") <= MOST_SCREENS * SCREEN


def test_another_baseline_changes_verdicts_bars_and_captions(open_page: OpenPage) -> None:
    driver = open_page(1440)
    before = dict(zip(shown(driver), texts(driver, ".main .verdict"), strict=False))
    assert before["pytorch-eager"] == "baseline"
    place = "tr[data-contender='{0}'] .verdict".format
    mark = "return document.querySelector(\"tr[data-contender='pytorch-compile'] .strip .mark\").getAttribute('x')"
    left = driver.execute_script(mark)
    choose(driver, ".baseline", "pytorch-compile")
    assert texts(driver, place("pytorch-compile")) == ["baseline"]
    assert "slower" in texts(driver, place("pytorch-eager"))[0]
    bar = driver.find_element("css selector", "tr[data-contender='pytorch-eager'] .strip")
    assert "slower" in bar.get_attribute("aria-label")
    assert set(texts(driver, ".of-baseline")) == {"pytorch-compile"}
    assert driver.execute_script(mark) != left


def test_the_slider_reorders_who_is_ahead(open_page: OpenPage) -> None:
    driver = open_page(1440)
    driver.execute_script("document.querySelectorAll('details').forEach((part) => (part.open = true));")
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
    press(driver, driver.find_element("css selector", ".widen"))
    link = driver.find_element("css selector", "tr[data-contender='pytorch-eager'] .to-card")
    link.send_keys(" ")
    dialog = driver.find_element("css selector", "dialog")
    assert "Fairness card of pytorch-eager, text_classifier" in dialog.text
    assert dialog.accessible_name == "Fairness card of pytorch-eager, text_classifier"
    assert "initial weights (SHA-256)" in dialog.text
    dialog.find_element("css selector", "button").click()
    assert not dialog.is_displayed()


def test_without_script_tables_and_first_plots_can_be_read(open_page: OpenPage, driver: Any) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(1440)
        assert "CUDA graphs exist only on a GPU" in driver.find_element("css selector", ".main").text
        assert driver.find_elements("css selector", ".main .strip .mark")
        assert not texts(driver, ".bar")
        # Nothing hides a column from who can't ask for more.
        assert texts(driver, ".main th[data-key=quartiles]")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
