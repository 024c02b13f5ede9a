"use strict";
// The table of rows: sorted and scrolled by Tabulator, filled with texts and links only.
const GRID = (() => {
  let grid = null; // the Tabulator of the table in view
  let shown = null; // its table
  let passing = []; // rows that pass the filters, in the order of the file
  let drawn = new Set(); // their ids, as Tabulator has them
  let wider = new Set(); // columns that the reader added to those shown at first
  let ordered = false; // not in the order of the file

  const narrow = () => matchMedia("(max-width: 47.99em)").matches;
  const LEADING = ["id", "table", "date", "summary", "name", "title"];
  const ASIDE = ["aliases", "note", "cow_code", "root_id", "url", "coordinate_origin", "file", "file_sha256", "code_points",
    "letters", "letters_sha256"];
  const LEADERS = 3; // columns of a table's own that are shown at first

  function first(table) {
    const names = table.columns.map((column) => column.name);
    const own = table.columns.filter((c) => c.coded && c.required && (c.references || c.codes || c.number));
    const others = table.fact ? [...own.slice(0, LEADERS).map((c) => c.name), "status", "evidence_status", "certainty"]
      : names.filter((name) => !ASIDE.includes(name));
    const leading = LEADING.filter((name) => names.includes(name) && !(table.fact && name === "title"));
    const all = [...leading, ...others.filter((n, i) => names.includes(n) && others.indexOf(n) === i && !LEADING.includes(n))];
    return narrow() ? all.filter((name) => (table.fact ? ["id", "summary"] : all.slice(0, 2)).includes(name)) : all;
  }

  function sorter(column) {
    if (column.name === "date") return (a, b, x, y) => order(when(x.getData()), when(y.getData()));
    if (column.codes) {
      const codes = Object.keys(column.codes);
      return (a, b) => codes.indexOf(a) - codes.indexOf(b);
    }
    if (column.number || /^(source|root)_count$/.test(column.name)) return (a, b, x, y, at, dir) => number(a, dir) - number(b, dir);
    return (a, b) => order(a, b);
  }
  const number = (cell, dir) => (cell === "" ? (dir === "desc" ? -1 : 1) * 1e30 : Number(cell)); // empty cells come last
  const when = (row) => row.date_start || row.date_end || "9";
  const order = (a, b) => String(a).localeCompare(String(b), "en");

  function value(column, row) {
    const cell = row[column.name];
    if (column.name === "id") {
      const link = h("a", { href: route(row.table, cell), "data-row": cell, class: !HOME.has(cell) && "clamp" }, cell);
      return narrow() && row.date !== undefined ? h("span", null, link, h("span", { class: "under" }, ends(row.date || "no date"))) : link;
    }
    if (column.name === "date") return h("span", null, ends(cell));
    if (column.name === "evidence_status" || column.name === "certainty") return cell ? badge(column.name, cell) : h("span");
    if (column.number && cell && !/[^0-9.]/.test(cell)) {
      return h("span", { class: "number" }, Number(cell).toLocaleString("en", { maximumFractionDigits: 10 }), " ",
        column.name.startsWith("value") && spoken(row.unit || row.currency || ""));
    }
    if (column.references) return h("span", { class: "clamp" }, members(cell).map((key) => named(key, column.references)).join(", "));
    if (column.codes) return h("span", { class: "clamp" }, members(cell).map(spoken).join(", "));
    return h("span", { class: "clamp" }, column.list ? members(cell).join(", ") : cell);
  }

  const WIDTHS = { id: 92, date: 118, table: 128, evidence_status: 164, certainty: 128, source_count: 84, root_count: 84 };
  const GROWING = ["summary", "name", "title", "note", "aliases"];
  function definition(table, column) {
    const grows = GROWING.includes(column.name);
    const wide = table.fact ? WIDTHS[column.name] : column.name === "id" && (narrow() ? 120 : 190);
    const least = grows ? (narrow() ? 150 : 212) : Math.max(column.number ? 176 : 111, 36 + 9 * column.name.length); // no number is cut
    return {
      field: column.name, title: spoken(column.name), sorter: sorter(column), headerSortTristate: true,
      widthGrow: grows ? 4 : 1, minWidth: wide || least, width: wide || undefined,
      hozAlign: column.number ? "right" : "left",
      titleFormatter: () => TIP(h("button", { type: "button", class: "head", "aria-describedby": `about-${column.name}` },
        spoken(column.name)), column.description),
      formatter: (cell) => value(column, cell.getData()),
    };
  }

  const there = (name) => grid.getColumns().some((each) => each.getField() === name);

  // The table as the reader sorts it; `wanted`: {field, dir}, or null for the order of the file.
  function sort(wanted) {
    if (!grid?.initialized) return;
    const [now] = grid.getSorters();
    if (wanted ? now?.field === wanted.field && now.dir === wanted.dir : !now) return;
    if (!wanted) grid.clearSort();
    else Promise.resolve(there(wanted.field) || grid.addColumn(definition(shown, shown.column.get(wanted.field))))
      .then(() => grid.setSort(wanted.field, wanted.dir));
  }

  function open(table, rows, sorted) {
    close();
    ordered = Boolean(sorted);
    if (sorted) wider.add(sorted.field);
    shown = table;
    passing = rows;
    going = null;
    drawn = new Set(table.objects.map((row) => row.id));
    const names = [...new Set([...first(table), ...wider].filter((name) => table.column.has(name)))];
    const holder = $("grid");
    grid = new Tabulator(holder, {
      data: table.objects, index: "id", layout: "fitColumns", maxHeight: narrow() ? "72vh" : "66vh",
      rowHeight: narrow() ? 76 : 50, columns: names.map((name) => definition(table, table.column.get(name))),
      placeholder: "No row passes these filters.", columnDefaults: { resizable: false, headerHozAlign: "left" },
      initialSort: sorted ? [{ column: sorted.field, dir: sorted.dir }] : [],
      keybindings: false, selectableRows: false, autoResize: false, renderVertical: "virtual",
    });
    grid.on("rowClick", (event, row) => {
      if (!event.target.closest("a") && !String(getSelection())) location.hash = route(row.getData().table, row.getData().id);
    });
    grid.on("tableBuilt", () => {
      tidy(holder);
      show(passing);
      document.documentElement.dataset.drawn = String(Math.round(performance.now())); // for benchmarks/explorer.py
    });
    grid.on("dataSorted", (sorters) => {
      tidy(holder);
      if (!grid?.initialized) return;
      const [now] = sorters;
      if (!now && ordered) setTimeout(() => { if (grid?.initialized) grid.refreshFilter(); }, 0); // the order of the file again
      ordered = Boolean(now);
      document.dispatchEvent(new CustomEvent("sorted", { detail: now ? { field: now.field, dir: now.dir } : null }));
    });
  }

  // Only when the window changes: Tabulator would also draw all anew, and lose the focus, whenever it is shown again.
  let resizing;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => { if (grid?.initialized && !$("grid").closest("[hidden]")) grid.redraw(true); }, 150);
  });

  // What Tabulator leaves out for screen readers.
  function tidy(holder) {
    holder.setAttribute("aria-label", shown.title);
    holder.querySelector(".tabulator-tableholder")?.removeAttribute("tabindex"); // its links are the stops
  }

  function show(rows) {
    passing = rows;
    if (!grid?.initialized) return;
    const ids = new Set(rows.map((row) => row.id));
    const same = ids.size === drawn.size && rows.every((row) => drawn.has(row.id));
    drawn = ids;
    if (same) return; // drawing them again would take the focus away
    if (ids.size === shown.objects.length) grid.clearFilter();
    else grid.setFilter((row) => ids.has(row.id));
  }

  function close() {
    if (grid) grid.destroy();
    grid = null;
    shown = null;
  }

  const settled = () => !grid || Boolean(grid.initialized);

  // The rows as the reader sees them: sorted.
  const visibleRows = () => (grid?.initialized ? grid.getRows("active").map((row) => row.getData()) : passing);

  let going = null; // the row that the keyboard is on its way to
  async function focus(id) {
    if (!grid?.initialized || !passing.some((row) => row.id === id)) return;
    going = id;
    // Tabulator never answers for a row that it has drawn anew meanwhile.
    await Promise.race([grid.scrollToRow(id, "nearest", false).catch(() => {}), new Promise((done) => { setTimeout(done, 150); })]);
    if (going !== id) return;
    $("grid").querySelector(`[data-row="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    going = null;
  }

  // Up and down from row to row, also to those that are not drawn yet.
  $("grid").addEventListener("keydown", (event) => {
    const from = document.activeElement?.dataset?.row;
    const id = from && (going ?? from);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    if (!id || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = visibleRows();
    const at = Math.max(0, Math.min(rows.length - 1, rows.findIndex((row) => row.id === id) + steps[event.key]));
    event.preventDefault();
    focus(rows[at].id);
  });

  // Which columns are shown: a box for each, with its description, so that it can also be read without a pointer.
  function chooser(table) {
    const standing = first(table);
    return h("details", { class: "columns" },
      h("summary", null, `Columns (${table.columns.length})`),
      h("ul", null, table.columns.map((column) => {
        const box = h("input", { type: "checkbox", id: `box-${column.name}`, disabled: column.name === "id",
          checked: standing.includes(column.name) || wider.has(column.name),
          onchange: (event) => {
            if (event.target.checked) wider.add(column.name);
            else wider.delete(column.name);
            if (event.target.checked && !there(column.name)) grid.addColumn(definition(table, column));
            if (!event.target.checked && there(column.name)) grid.deleteColumn(column.name);
          } });
        return h("li", null, h("label", { for: `box-${column.name}` }, box, ` ${spoken(column.name)}`),
          h("span", { id: `about-${column.name}` }, prose(column.description),
            column.codes ? ` Codes: ${Object.entries(column.codes).map(([code, told]) => `${spoken(code)} (${told})`).join("; ")}.` : ""));
      })));
  }

  return { open, show, sort, close, focus, chooser, settled, rows: () => passing, visibleRows, table: () => shown,
    forget: () => { wider = new Set(); } };
})();
