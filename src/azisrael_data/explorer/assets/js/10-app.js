"use strict";
let ARRIVED = ""; // the address of the view that is shown
// Addresses to views: `#/visits?level=minister` is a table with filters, `#/visits/VI-0001` a row of it.
(() => {
  const CHARTS = ["timeline", "matrix", "figures", "map"];
  const TITLE = document.title;
  let lastTable = { href: "#/facts", title: "All facts" };
  let lastRow = null;
  let started = false;
  let asking = 0; // which form may change the address: the one of the view that was gone to last

  function parsed() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const [view, key] = path.split("/");
    let id = key;
    try { id = key === undefined ? key : decodeURIComponent(key); } catch { /* as it stands */ }
    const asked = [...new URLSearchParams(query ?? "")];
    return { view: view || "start", key: id, filters: asked.filter(([name]) => name !== "sort"),
      sort: asked.find(([name]) => name === "sort")?.[1] ?? "" };
  }

  // The order of a table as an address has it: `date`, or `-date` downwards.
  function sorting(table) {
    const { sort } = parsed();
    const field = sort.replace(/^-/, "");
    return table.column.has(field) ? { field, dir: sort === field ? "asc" : "desc" } : null;
  }
  const tableRoute = (table, filters, sorted = sorting(table)) => route(table.name, null,
    sorted ? [...filters, ["sort", `${sorted.dir === "desc" ? "-" : ""}${sorted.field}`]] : filters);

  function reveal(name) {
    for (const each of document.querySelectorAll("[data-view]")) {
      each.hidden = !each.dataset.view.split(" ").includes(name);
    }
    // On a narrow screen the map begins where most facts are.
    const map = document.querySelector(".places")?.parentElement;
    const most = map?.querySelector(".place circle");
    if (name === "map" && most && map.scrollWidth > map.clientWidth) {
      map.scrollLeft = Number(most.getAttribute("cx")) - map.clientWidth / 2;
    }
    const years = document.querySelector(".years")?.parentElement; // and the timeline ends with the latest
    if (years?.clientWidth) years.scrollLeft = years.scrollWidth;
  }

  function mark(view) {
    for (const link of document.querySelectorAll("#views a")) {
      if (link.hash === `#/${view === "start" ? "" : view}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function counts(table, rows, filters) {
    const words = rows.length === table.objects.length ? counted(rows.length, "row")
      : `${rows.length.toLocaleString("en")} of ${counted(table.objects.length, "row")}`;
    $("count").textContent = words;
    say(`${table.title}: ${words}`);
    const [left, undated] = FILTERS.undated(table, filters);
    fill($("left"), left > 0 && h("a", { href: tableRoute(table, undated) },
      `${counted(left, "row")} without a date left out`));
    const without = (nth) => tableRoute(table, filters.filter((_, i) => i !== nth));
    fill($("chips"), filters.map((each, i) => h("li", null, h("a", { href: without(i), "aria-label":
      `Remove filter ${FILTERS.words(table, each)}` }, FILTERS.words(table, each), h("span", { "aria-hidden": "true" }, " ×")))),
    filters.length > 1 && h("li", null, h("a", { href: tableRoute(table, []), class: "clear" }, "clear all")));
    fill($("cite"), rows.length ? ROW.citation(rows, false) : null);
  }

  function showTable(table, filters, byForm) {
    reveal("table");
    const rows = FILTERS.rows(table, filters);
    const fresh = GRID.table() !== table;
    if (fresh) {
      $("table-title").textContent = table.title;
      fill($("table-about"), prose(table.description));
      GRID.forget();
    }
    if (fresh || !byForm) {
      const own = asking;
      fill($("filters"), FILTERS.form(table, filters, (next) => {
        const to = tableRoute(table, next);
        if (own !== asking || to === location.hash) return; // a form that is taken away still tells its last change
        history.replaceState(null, "", to);
        go({ byForm: true }); // the form stays as it is, with the reader in it
      }));
    }
    if (fresh) {
      GRID.open(table, rows, sorting(table));
    } else {
      GRID.sort(sorting(table));
      GRID.show(rows);
    }
    if (fresh) fill($("columns"), GRID.chooser(table));
    counts(table, rows, filters);
    lastTable = { href: location.hash || "#/facts", title: `${table.title} (${counted(rows.length, "row")})`, table };
    document.title = `${table.title} – ${TITLE}`;
    if (lastRow) GRID.focus(lastRow);
    lastRow = null;
  }

  function showRow(table, id, span) {
    const row = table.byId.get(id);
    if (!row) return nothing(`${spoken(table.name)} has no row ${id}.`);
    reveal("row");
    const known = lastTable.table && (lastTable.table === table || lastTable.table.name === "facts");
    const rows = known ? GRID.visibleRows() : table.objects;
    const at = rows.findIndex((each) => each.id === id);
    const back = known ? lastTable : { href: route(table.name), title: table.title };
    ROW.show($("row"), table, row, back, at < 0 ? [] : [rows[at - 1], rows[at + 1]]);
    document.title = `${id} – ${TITLE}`;
    lastRow = id;
    const target = span && $(`at-${span}`);
    (target ?? $("row").querySelector("h2")).focus({ preventScroll: true });
    if (target) target.scrollIntoView({ block: "center" });
    else scrollTo(0, 0);
    return undefined;
  }

  function nothing(words) {
    reveal("nothing");
    $("nothing-words").textContent = words;
    document.title = `Not found – ${TITLE}`;
    if (started) $("nothing").querySelector("h2").focus();
  }

  function go({ byForm } = {}) {
    if (!byForm) asking += 1;
    const { view, key, filters } = parsed();
    const table = FILTERS.tableOf(view);
    mark(view);
    if (view === "evidence" && key) {
      const span = TABLES.get("evidence").byId.get(key);
      const home = span && HOME.get(span.row_id);
      if (home) { showRow(home, span.row_id, key); mark(home.name); } else nothing(`There is no span ${key}.`);
    } else if (view === "copies") {
      reveal("copies");
      document.title = `Your copies – ${TITLE}`;
      const wanted = filters.find(([name]) => name === "span")?.[1];
      const shown = COPIES.text($("copy"), key, wanted);
      if (shown) ($("copy").querySelector(".wanted a") ?? $("copy").querySelector("h3")).focus();
      if (shown && wanted) $("copy").querySelector(".wanted")?.scrollIntoView({ block: "center" });
    } else if (table && key === undefined) showTable(table, filters, byForm);
    else if (table?.byId) showRow(table, key);
    else if (view === "start" || CHARTS.includes(view)) {
      reveal(view);
      document.title = view === "start" ? TITLE : `${spoken(view)} – ${TITLE}`;
      if (started) {
        scrollTo(0, 0);
        document.querySelector(`[data-view~="${view}"] h2`)?.focus({ preventScroll: true });
      }
    } else nothing(`There is nothing at #/${view}.`);
    started = true;
    ARRIVED = location.hash;
  }

  document.addEventListener("sorted", (event) => {
    const { view, key, filters } = parsed();
    const table = GRID.table();
    if (view !== table?.name || key !== undefined) return;
    const to = tableRoute(table, filters, event.detail);
    if (to === tableRoute(table, filters)) return;
    history.replaceState(null, "", to);
    go({ byForm: true });
  });

  // A printed table has all rows that pass, not those that happen to be drawn.
  addEventListener("beforeprint", () => {
    const table = GRID.table();
    if (!table || document.querySelector("[data-view=table]").hidden) return;
    const names = ["id", ...(table.column.has("date") ? ["date", "summary", "certainty", "evidence_status", "sources"]
      : table.columns.map((c) => c.name).filter((name) => name !== "id").slice(0, 5))];
    fill($("printed"), h("table", null, h("thead", null, h("tr", null, names.map((name) => h("th", { scope: "col" }, spoken(name))))),
      h("tbody", null, GRID.visibleRows().map((row) => h("tr", null, names.map((name) =>
        h("td", null, name === "sources" ? members(row[name]).join(", ") : row[name])))))));
  });
  addEventListener("afterprint", () => fill($("printed")));

  $("save").addEventListener("click", () => {
    const table = GRID.table();
    const rows = GRID.rows();
    const all = rows.length === table.objects.length;
    save(all ? table.file : table.file.replace(".csv", `-${rows.length}-rows.csv`),
      csv(table.columns.map((column) => column.name), rows), "text/csv");
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("main").focus();
  });
  document.addEventListener("copies", () => { if (parsed().view !== "start") go(); });
  addEventListener("hashchange", () => go());
  COPIES.start();
  document.documentElement.dataset.ready = "";
  go();
  document.documentElement.dataset.ready = String(Math.round(performance.now())); // for benchmarks/explorer.py
})();
