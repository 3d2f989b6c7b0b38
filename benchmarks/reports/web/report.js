"use strict";
// Shows what the page already holds in another order or against another baseline. It computes no statistics and writes
// no number of its own: every text comes from the data that Python wrote.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const percent = (place) => `${place}%`;
  const sections = all(document, ".workload");
  const CONTROLS = ["baseline", "framework", "graph", "find"];

  // Sorting: rows without a value, and contenders that were not run, stay last whichever way.
  function makeSortable(table) {
    const heads = all(table, "thead th").filter((head) => !head.classList.contains("still"));
    heads.forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sortRows(table, head.cellIndex, descending);
      });
    });
  }

  function sortRows(table, column, descending) {
    const body = table.tBodies[0];
    const value = (row) => (row.cells[column] === undefined ? undefined : row.cells[column].dataset.sort);
    const compare = (first, second) => {
      const [a, b] = [value(first), value(second)];
      const [missingA, missingB] = [a === undefined || a === "", b === undefined || b === ""];
      if (missingA || missingB) return missingA - missingB;
      const [x, y] = [Number(a), Number(b)];
      const order = Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en") : x - y;
      return descending ? -order : order;
    };
    body.append(...[...body.rows].filter((row) => row.dataset.contender).sort(compare), body.querySelector(".none"));
  }

  function sortAgain(table) {
    const heads = all(table, "thead th");
    const head = heads.find((each) => each.hasAttribute("aria-sort"));
    if (head) sortRows(table, head.cellIndex, head.getAttribute("aria-sort") === "descending");
  }

  function makeWider(section) {
    const [table, button] = [section.querySelector(".main"), section.querySelector(".widen")];
    const show = (wide) => {
      table.classList.toggle("brief", !wide);
      button.setAttribute("aria-expanded", String(wide));
      button.textContent = wide ? "fewer columns" : "more columns";
    };
    button.hidden = false;
    button.addEventListener("click", () => show(table.classList.contains("brief")));
    show(false);
  }

  // Filters: rows of every table, and the same contenders in its plots.
  function filter() {
    const [framework, graph] = [one(".framework").value, one(".graph").value];
    const wanted = one(".find").value.trim().toLowerCase();
    const anything = framework !== "" || graph !== "" || wanted !== "";
    let [shown, count] = [0, 0];
    sections.forEach((section) => {
      const rows = all(section, ".main tbody tr[data-contender]");
      const left = new Set();
      rows.forEach((row) => {
        row.hidden =
          (framework !== "" && row.dataset.framework !== framework) ||
          (graph !== "" && row.dataset.graph !== graph) ||
          !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) left.add(row.dataset.contender);
      });
      section.querySelector(".main .none").hidden = left.size > 0;
      const others = all(section, "[data-contender]").filter((each) => !each.closest(".main"));
      others.forEach((each) => (each.style.display = left.has(each.dataset.contender) ? "" : "none"));
      shown += left.size;
      count += rows.length;
    });
    one(".count").textContent = anything ? `${shown} of ${count} rows shown` : "";
    one(".reset").hidden = !anything;
  }

  // Another baseline: the verdicts and the bars of every table that has it.
  function rebase() {
    sections.forEach((section) => {
      const { pairs } = data[section.dataset.workload];
      const own = section.dataset.baseline;
      const name = one(".baseline").value in pairs ? one(".baseline").value : own;
      if (!(name in pairs)) return;
      const pair = pairs[name];
      all(section, ".of-baseline").forEach((each) => (each.textContent = name));
      showTicks(section.querySelector(".ticks .scale"), pair);
      all(section, ".main tbody tr[data-contender]").forEach((row) => showRow(row, pair));
      sortAgain(section.querySelector(".main"));
    });
  }

  function showRow(row, pair) {
    const cell = row.querySelector(".verdict");
    if (!cell) return;
    const compared = pair.rows[row.dataset.contender];
    cell.querySelector(".said").textContent = compared ? compared.text : "baseline";
    cell.querySelector(".why").textContent = compared ? compared.why : "";
    cell.dataset.sort = compared ? (compared.sort ?? "") : 1;
    showInterval(row.querySelector(".strip"), row.dataset.contender, compared, pair);
  }

  function line(kind, place) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const places = { class: kind, x1: percent(place), x2: percent(place), y1: "0", y2: "100%" };
    Object.entries(places).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function showTicks(scale, pair) {
    const labels = pair.ticks.map(([place, text]) => {
      const label = document.createElement("span");
      label.style.left = percent(place);
      label.textContent = text;
      return label;
    });
    scale.replaceChildren(...labels);
  }

  function showInterval(strip, contender, compared, pair) {
    const [back, range, mark] = [".back", ".range", ".mark"].map((name) => strip.querySelector(name));
    const band = back.querySelector(".same");
    band.setAttribute("x", percent(pair.band[0]));
    band.setAttribute("width", percent(pair.band[1] - pair.band[0]));
    back.replaceChildren(band, ...pair.ticks.map(([place]) => line("grid", place)), line("one", pair.one));
    const limits = compared && compared.limits ? compared.limits : [0, 0];
    range.setAttribute("x1", percent(limits[0]));
    range.setAttribute("x2", percent(limits[1]));
    range.style.display = compared && compared.limits ? "" : "none";
    mark.setAttribute("x", percent(compared && compared.at !== null ? compared.at : pair.one));
    mark.classList.toggle("open", Boolean(compared) && compared.unclear);
    const said = `${contender}: ${compared ? compared.text : "baseline"}`;
    strip.setAttribute("aria-label", said);
    strip.dataset.tip = said;
  }

  // The slider: at each stop Python has told the order, the seconds and what is open.
  function makeSlider(section, stops) {
    const slide = section.querySelector(".slide");
    if (!slide) return;
    const [input, output] = [slide.querySelector("input"), slide.querySelector("output")];
    const [rank, cursors] = [section.querySelector(".rank"), all(section, ".cursor")];
    const items = new Map(all(rank, "li").map((item) => [item.dataset.index, item]));
    const show = () => {
      const stop = stops[Number(input.value)];
      output.textContent = stop.steps;
      input.setAttribute("aria-valuetext", stop.steps);
      section.querySelector(".after .steps").textContent = stop.steps;
      cursors.forEach((cursor) => ["x1", "x2"].forEach((end) => cursor.setAttribute(end, percent(stop.at))));
      stop.order.forEach((index, place) => {
        const item = items.get(String(index));
        item.querySelector(".seconds").textContent = stop.seconds[place];
        item.querySelector(".open").textContent = place === 0 ? "ahead" : stop.open[index] || "";
        rank.append(item);
      });
    };
    input.addEventListener("input", show);
    cursors.forEach((cursor) => cursor.classList.add("shown"));
    slide.hidden = false;
    show();
  }

  // A fairness card opens above the page; without this script its link leads to the card below the table.
  function makeCards(section) {
    const dialog = one("dialog");
    all(section, ".to-card").forEach((link) => {
      link.setAttribute("role", "button");
      const open = (event) => {
        event.preventDefault();
        const own = document.getElementById(link.getAttribute("href").slice(1));
        const card = own.cloneNode(true);
        card.removeAttribute("id");
        dialog.querySelector("h2").textContent = own.dataset.title;
        dialog.querySelector(".inside").replaceChildren(card);
        dialog.showModal();
      };
      link.addEventListener("click", open);
      link.addEventListener("keydown", (event) => event.key === " " && open(event));
    });
  }

  // Values of marks, on hover and on focus.
  function makeTips() {
    const tip = one(".tip");
    const show = (event) => {
      const mark = event.target.closest && event.target.closest("[data-tip]");
      tip.hidden = !mark;
      if (!mark) return;
      tip.textContent = mark.dataset.tip;
      const [box, own] = [mark.getBoundingClientRect(), tip.getBoundingClientRect()];
      const left = box.left + box.width / 2 - own.width / 2;
      tip.style.left = `${Math.max(6, Math.min(left, document.documentElement.clientWidth - own.width - 6))}px`;
      tip.style.top = `${box.top > own.height + 10 ? box.top - own.height - 6 : box.bottom + 6}px`;
    };
    ["mouseover", "focusin"].forEach((name) => document.addEventListener(name, show));
    ["focusout", "scroll"].forEach((name) => document.addEventListener(name, () => (tip.hidden = true)));
    document.addEventListener("keydown", (event) => event.key === "Escape" && (tip.hidden = true));
  }

  // The state of the controls stands in the address, so that a view can be sent; a plain address leads to its part.
  function remember() {
    const state = new URLSearchParams();
    CONTROLS.forEach((name) => one(`.${name}`).value && state.set(name, one(`.${name}`).value));
    if (one(".jump").value) state.set("at", one(".jump").value);
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  function recall() {
    const text = decodeURIComponent(location.hash.slice(1));
    if (!text.includes("=")) return reveal(text);
    const state = new URLSearchParams(location.hash.slice(1));
    CONTROLS.forEach((name) => {
      const control = one(`.${name}`);
      const known = name === "find" || [...control.options].some((option) => option.value === (state.get(name) || ""));
      control.value = known ? state.get(name) || "" : "";
    });
    filter();
    rebase();
    return reveal(state.get("at") || "");
  }

  function reveal(id) {
    const part = id && document.getElementById(id);
    if (!part) return;
    for (let each = part; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    const question = part.closest(".question");
    if (question) one(".jump").value = question.id;
    part.scrollIntoView();
  }

  sections.forEach((section) => {
    const own = section.querySelector(".of-baseline");
    section.dataset.baseline = own ? own.textContent : "";
    all(section, ".main").forEach(makeSortable);
    makeWider(section);
    makeSlider(section, data[section.dataset.workload].stops);
    makeCards(section);
  });
  const dialog = one("dialog");
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  ["framework", "graph"].forEach((name) => one(`.${name}`).addEventListener("change", filter));
  one(".find").addEventListener("input", filter);
  one(".baseline").addEventListener("change", rebase);
  one(".jump").addEventListener("change", () => (one(".jump").value ? reveal(one(".jump").value) : window.scrollTo(0, 0)));
  one(".reset").addEventListener("click", () => {
    ["framework", "graph", "find"].forEach((name) => (one(`.${name}`).value = ""));
    filter();
    remember();
  });
  all(document, ".bar select, .bar input").forEach((control) =>
    ["change", "input"].forEach((name) => control.addEventListener(name, remember)),
  );
  // On a narrow screen the filters are one press away, so that they don't stand before the answers.
  one(".filters").addEventListener("click", () => {
    const open = one(".bar").classList.toggle("open");
    one(".filters").setAttribute("aria-expanded", String(open));
  });
  [".live", ".filters"].forEach((part) => (one(part).hidden = sections.length === 0));
  one(".bar").hidden = false;
  makeTips();
  window.addEventListener("hashchange", recall);
  recall();
  window.addEventListener("beforeprint", () => all(document, "details:not(.cards)").forEach((part) => (part.open = true)));
})();
