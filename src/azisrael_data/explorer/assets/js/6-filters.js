"use strict";
// Filters: what an address asks for, which rows pass, and the form that shows both.
const FILTERS = (() => {
  const COMMON = ["id", "date", "summary", "date_start", "date_end", "date_precision", "date_basis", "sources",
    "source_count", "root_count", "evidence_status", "certainty"];
  // All facts as one table of the columns that they share.
  const all = {
    name: "facts", title: "All facts", file: "facts.csv", fact: true,
    description: "The rows of all five tables, with the columns that they share.",
    columns: [{ name: "table", description: "The table of the row.", codes: Object.fromEntries(FACTS.map((t) =>
      [t.name, t.description])), required: true }, ...COMMON.map((name) => FACTS[0].column.get(name))],
    objects: FACTS.flatMap((table) => table.objects),
  };
  all.column = new Map(all.columns.map((column) => [column.name, column]));
  const tableOf = (name) => (name === "facts" ? all : TABLES.get(name));

  const haystacks = new Map();
  function haystack(row, table) {
    if (!haystacks.has(row)) {
      const home = HOME.get(row.id) ?? table;
      const names = home.columns.flatMap((column) =>
        (column.references ? members(row[column.name]).map((key) => named(key, column.references)) : []));
      const words = (SPANS.get(row.id) ?? []).flatMap((span) => Object.values(span.told).flat().filter(Boolean));
      haystacks.set(row, plain([...home.columns.map((column) => row[column.name]), ...names, ...words].join("\n")));
    }
    return haystacks.get(row);
  }

  const began = (row) => (row.date_start || row.date_end).slice(0, 4);
  function beginsIn(row, wanted) {
    const year = began(row);
    if (wanted === "none") return !year;
    return wanted.startsWith("..") ? Boolean(year) && year <= wanted.slice(2) : year === wanted;
  }
  const within = (row, from, to) => Boolean(row.date) &&
    (!from || !row.date_end || row.date_end.slice(0, 4) >= from.padStart(4, "0")) &&
    (!to || !row.date_start || row.date_start.slice(0, 4) <= to.padStart(4, "0"));

  function passes(row, table, [key, value]) {
    if (key === "q") return plain(value).split(/\s+/).every((word) => haystack(row, table).includes(word));
    if (key === "actor") return HOME.has(row.id) && acting(row).includes(value);
    if (key === "source") {
      return row.sources === undefined ? row.source_id === value
        : members(row.sources).some((each) => each.startsWith(`${value}:`));
    }
    if (key === "began") return beginsIn(row, value);
    if (key === "from") return within(row, value, "");
    if (key === "to") return within(row, "", value);
    if (key === "table") return row.table === value;
    return row[key] === value || members(row[key]).includes(value);
  }

  // Return the rows of a table that pass all filters: a list of [key, value].
  const rows = (table, filters) => table.objects.filter((row) => filters.every((each) => passes(row, table, each)));

  // Filters without the years, and how many rows the years leave out because they have no date.
  function undated(table, filters) {
    const others = filters.filter(([key]) => key !== "from" && key !== "to");
    const asked = [...others, ["began", "none"]];
    return others.length === filters.length ? [0, asked] : [rows(table, others).filter((row) => !row.date).length, asked];
  }

  function tally(values) {
    const found = new Map();
    for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
    return found;
  }

  // The choices of a filter with the number of rows behind each: [[value, words, number], ...].
  function choices(table, key, column) {
    if (key === "actor") {
      const counts = tally(table.objects.flatMap((row) => [...new Set(acting(row))]));
      return [...counts].map(([id, n]) => [id, named(id, ["actors"]), n]).sort((a, b) => b[2] - a[2] || (a[1] < b[1] ? -1 : 1));
    }
    if (key === "source") {
      const counts = tally(table.objects.flatMap((row) => (row.sources === undefined ? [row.source_id]
        : [...new Set(members(row.sources).map((each) => each.split(":")[0]))])));
      return TABLES.get("sources").objects.filter((each) => counts.has(each.id))
        .map((each) => [each.id, `${each.id}: ${each.title}`, counts.get(each.id)]);
    }
    const counts = tally(table.objects.flatMap((row) => members(row[key])));
    if (!column.codes) {
      return [...counts].map(([id, n]) => [id, named(id, column.references), n]).sort((a, b) => b[2] - a[2] || (a[1] < b[1] ? -1 : 1));
    }
    return Object.keys(column.codes).filter((code) => counts.has(code)).map((code) => [code, spoken(code), counts.get(code)]);
  }

  // Who acts on whom, where a table tells it: supplier and recipient, origin and destination, actors and targets.
  const roles = (table) => (table.actors ?? []).map((name) => table.column.get(name))
    .filter((column, _, all) => all.length > 1 && (!column.list || all.length === 2)).map((c) => [c.name, spoken(c.name), c]);

  function offered(table) {
    const coded = table.columns.filter((column) => column.codes);
    const found = coded.filter((column) => !column.generated && column.name !== "date_basis").map((c) => [c.name, spoken(c.name), c]);
    if (table.fact) found.push(...roles(table), ["actor", "actor, in any role"], ["actor", "and actor"]);
    if (table.fact || table.column.has("source_id")) found.push(["source", "source"]);
    if (table.fact) {
      found.push(["certainty", "certainty", table.column.get("certainty")],
        ["evidence_status", "dispute", table.column.get("evidence_status")]);
    }
    return found;
  }

  const SAID = { began: "begins in", q: "search", source: "source", actor: "actor", evidence_status: "dispute" };
  function words(table, [key, value]) {
    if (key === "began" && value === "none") return "without a date";
    if (key === "began") return value.startsWith("..") ? `begins in ${value.slice(2)} or before` : `begins in ${value}`;
    const column = [table, ...FACTS].map((each) => each.column.get(key)).find(Boolean);
    const told = key === "actor" ? named(value, ["actors"])
      : column?.references ? named(value, column.references) : column?.codes ? spoken(value) : value;
    return `${SAID[key] ?? spoken(key)}: ${told}`;
  }

  // The form. `changed` gets the new list of filters.
  function form(table, filters, changed) {
    const offers = offered(table);
    const taken = new Map();
    const value = (key) => {
      const nth = taken.get(key) ?? 0;
      taken.set(key, nth + 1);
      return filters.filter(([name]) => name === key)[nth]?.[1] ?? "";
    };
    const fields = offers.map(([key, label, column]) => {
      const chosen = value(key);
      const select = h("select", { name: key, "data-label": label },
        h("option", { value: "" }, "any"),
        choices(table, key, column).map(([code, told, n]) =>
          h("option", { value: code, selected: code === chosen }, `${told} (${n})`)));
      if (chosen && select.value !== chosen) select.append(h("option", { value: chosen, selected: true }, chosen));
      return h("label", null, h("span", null, label), select);
    });
    const year = (key, label) => h("label", { class: "year" }, h("span", null, label),
      h("input", { name: key, type: "text", inputmode: "numeric", pattern: "[0-9]{1,4}", maxlength: 4, placeholder: "year",
        value: value(key) }));
    if (table.fact) fields.push(year("from", "from year"), year("to", "to year"));
    const search = h("input", { name: "q", type: "search", value: value("q"), placeholder: "words in any cell or literal",
      autocomplete: "off", spellcheck: "false" });
    const node = h("form", { role: "search", "aria-label": `Filter ${table.title}` },
      h("label", { class: "search" }, h("span", null, "search"), search),
      h("details", { class: "more", open: matchMedia("(min-width: 48em)").matches },
        h("summary", null, "Filters"), h("div", { class: "fields" }, fields)));
    const shown = new Set([...offers.map(([key]) => key), "from", "to", "q"]);
    const read = () => {
      const own = [...new FormData(node)].filter(([, text]) => text.trim()).map(([key, text]) => [key, text.trim()]);
      const rest = filters.filter(([key]) => !shown.has(key)); // asked for by an address, taken back by their chips
      changed([...own, ...rest].filter(([key, text]) => !["from", "to"].includes(key) || /^\d{1,4}$/.test(text)));
    };
    let waiting;
    node.addEventListener("submit", (event) => { event.preventDefault(); read(); });
    node.addEventListener("change", read);
    search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(read, 120); });
    return node;
  }

  return { tableOf, rows, undated, form, words };
})();
