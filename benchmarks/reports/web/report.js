"use strict";
// Shows what the page already holds in another order or against another baseline. It computes no statistics and writes
// no number of its own: every text comes from the data that Python wrote.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const percent = (place) => `${place}%`;

  // Sorting: rows without a value, and contenders that were not run, stay last whichever way.
  function makeSortable(table) {
    const heads = all(table, "thead th").filter((head) => !head.classList.contains("still"));
    heads.forEach((head) => {
      const column = head.cellIndex;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sortRows(table, column, descending);
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
    body.append(...[...body.rows].sort(compare));
  }

  function sortAgain(table) {
    const heads = all(table, "thead th");
    const column = heads.findIndex((head) => head.hasAttribute("aria-sort"));
    if (column >= 0) sortRows(table, column, heads[column].getAttribute("aria-sort") === "descending");
  }

  // Filters: rows of the table, and the same contenders in the plots of rows below it.
  function makeFilters(section) {
    const [framework, graph, find] = ["framework", "graph", "find"].map((name) => section.querySelector(`.${name}`));
    const rows = all(section, ".main tbody tr");
    const show = () => {
      const wanted = find.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row) => {
        row.hidden =
          (framework.value !== "" && row.dataset.framework !== framework.value) ||
          (graph.value !== "" && row.dataset.graph !== graph.value) ||
          !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      });
      section.querySelector(".count").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown`;
    };
    [framework, graph].forEach((select) => select.addEventListener("change", show));
    find.addEventListener("input", show);
  }

  // Another baseline: the table's verdicts and the plot of intervals.
  function makeBaseline(section, pairs) {
    const select = section.querySelector(".baseline");
    if (!select) return;
    select.addEventListener("change", () => {
      const pair = pairs[select.value];
      all(section, ".of-baseline").forEach((name) => (name.textContent = select.value));
      all(section, ".main tbody tr").forEach((row) => {
        const cell = row.querySelector(".verdict");
        if (!cell) return;
        const compared = pair.rows[row.dataset.contender];
        cell.textContent = compared ? compared.text : "baseline";
        cell.dataset.sort = compared ? (compared.sort ?? "") : 1;
      });
      sortAgain(section.querySelector(".main"));
      showTicks(section.querySelector(".intervals"), pair);
      all(section, ".intervals .row[data-contender]").forEach((row) => showInterval(row, pair));
    });
  }

  function line(kind, place) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const places = { class: kind, x1: percent(place), x2: percent(place), y1: "0", y2: "100%" };
    Object.entries(places).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function showTicks(plot, pair) {
    const labels = pair.ticks.map(([place, text]) => {
      const label = document.createElement("span");
      label.style.left = percent(place);
      label.textContent = text;
      return label;
    });
    plot.querySelector(".scale").replaceChildren(...labels);
  }

  function showInterval(row, pair) {
    const compared = pair.rows[row.dataset.contender];
    const [back, range, mark] = [".back", ".range", ".mark"].map((name) => row.querySelector(`.strip ${name}`));
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
    row.querySelector(".said").textContent = compared ? compared.text : "baseline";
    row.querySelector(".why").textContent = compared ? compared.why : "";
    row.querySelector("svg").setAttribute("aria-label", `${row.dataset.contender}: ${compared ? compared.text : "baseline"}`);
  }

  // The slider: at each stop Python has told the order, the seconds and what is open.
  function makeSlider(section, stops) {
    const slide = section.querySelector(".slide");
    if (!slide) return;
    const [input, output] = [slide.querySelector("input"), slide.querySelector("output")];
    const [rank, cursor] = [section.querySelector(".rank"), section.querySelector(".cursor")];
    const items = new Map(all(rank, "li").map((item) => [item.dataset.index, item]));
    const show = () => {
      const stop = stops[Number(input.value)];
      output.textContent = `${stop.steps} steps`;
      input.setAttribute("aria-valuetext", `${stop.steps} steps`);
      section.querySelector(".after .steps").textContent = stop.steps;
      cursor.setAttribute("x1", percent(stop.at));
      cursor.setAttribute("x2", percent(stop.at));
      stop.order.forEach((index, place) => {
        const item = items.get(String(index));
        item.querySelector(".seconds").textContent = stop.seconds[place];
        item.querySelector(".open").textContent = place === 0 ? "ahead" : stop.open[index] || "";
        rank.append(item);
      });
    };
    input.addEventListener("input", show);
    cursor.classList.add("shown");
    slide.hidden = false;
    show();
  }

  // A fairness card opens above the page; without this script its link leads to the card below the table.
  function makeCards(section) {
    const dialog = document.querySelector("dialog");
    all(section, ".to-card").forEach((link) => {
      link.setAttribute("role", "button");
      const open = (event) => {
        event.preventDefault();
        const card = document.getElementById(link.getAttribute("href").slice(1)).cloneNode(true);
        card.removeAttribute("id");
        dialog.querySelector(".inside").replaceChildren(card);
        dialog.showModal();
      };
      link.addEventListener("click", open);
      link.addEventListener("keydown", (event) => event.key === " " && open(event));
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  all(document, ".workload").forEach((section) => {
    const { pairs, stops } = data[section.dataset.workload];
    all(section, ".main").forEach(makeSortable);
    makeFilters(section);
    makeBaseline(section, pairs);
    makeSlider(section, stops);
    makeCards(section);
    section.querySelector(".controls").hidden = false;
  });
  window.addEventListener("beforeprint", () => all(document, "details:not(.cards)").forEach((part) => (part.open = true)));
})();
