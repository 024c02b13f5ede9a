"use strict";
// One row with all that stands behind it: its cells, the spans of each, disputes side by side, its citation.
const ROW = (() => {
  const literals = (told) => (Array.isArray(told) ? told : [told]).filter((each) => each !== null);
  const key = (table, id, words) => h("a", { href: route(table, id) }, words ?? id);

  function cellValue(table, column, row) {
    const cell = row[column.name];
    if (!cell) return h("span", { class: "none" }, "–");
    if (column.references) {
      return members(cell).flatMap((each, i) => {
        const home = column.references.find((name) => TABLES.get(name)?.byId.has(each));
        const link = home ? key(home, each, HOME.has(each) ? each : named(each, [home])) : h("span", null, each);
        return i ? [", ", link] : [link];
      });
    }
    if (column.name === "url" && /^https?:\/\//.test(cell)) return h("a", { href: cell, rel: "noreferrer noopener" }, cell);
    if (column.codes) {
      return members(cell).flatMap((code, i) => {
        const told = TIP(h("span", { class: "code", tabindex: 0, "aria-description": column.codes[code] }, spoken(code)),
          column.codes[code] ?? "");
        return i ? [", ", told] : [told];
      });
    }
    if (column.number && !/[^0-9.]/.test(cell)) return h("span", { class: "number" }, Number(cell).toLocaleString("en", { maximumFractionDigits: 10 }));
    return column.list ? members(cell).join(", ") : cell;
  }

  const cited = (id) => {
    const work = TABLES.get("works").byId.get(id);
    return work?.title || work?.label || id;
  };
  const unit = (column, row) => (column.number ? spoken(row.unit || row.currency || "") : "");

  // A column's name, with its description under the pointer and at the keyboard.
  const label = (column) => TIP(h("span", { tabindex: 0, class: "about", "aria-description": column.description },
    spoken(column.name)), column.description);

  const CODES = (name, row) => TABLES.get(HOME.has(row.id) ? HOME.get(row.id).name : "evidence").column.get(name).codes[row[name]];
  const source = (span) => [key("sources", span.source_id), ` line ${span.line}`];

  // Who says it how surely: source, line, voice, certainty, stance, works.
  function credit(span) {
    return [
      h("span", { class: "from" }, source(span)),
      span.voice && h("span", null, "voice ", key("actors", span.voice, named(span.voice, ["actors"]))),
      badge("certainty", span.certainty, CODES("certainty", span)), badge("stance", span.stance, CODES("stance", span)),
      span.works && h("span", { class: "works" }, "cites ", members(span.works).flatMap((work, i) =>
        [i ? "; " : "", h("bdi", null, key("works", work, cited(work)))])),
      h("a", { class: "ev", href: `#/evidence/${span.id}`, "aria-label": `Span ${span.id}` }, span.id),
    ];
  }

  function spoke(span, column) {
    const words = literals(span.told[column.name]);
    return h("li", { class: span.stance }, h("span", { class: "words" },
      words.length ? words.map((each, i) => [i ? " · " : "", h("q", null, each)]).flat() : h("em", null, "judged from the passage")),
    ...credit(span));
  }

  function cells(table, row, spans) {
    const lines = table.columns.filter((column) => column.coded).map((column) => {
      const own = spans.filter((span) => column.name in span.told);
      if (!row[column.name] && !own.length) return null;
      return h("tr", null, h("th", { scope: "row" }, label(column)),
        h("td", { class: "value" }, cellValue(table, column, row)),
        h("td", { class: "told" }, h("ul", { class: "spans" }, own.map((span) => spoke(span, column)))));
    });
    return h("section", null, h("h3", null, "Cells and what licenses them"),
      h("table", { class: "cells" }, h("thead", null, h("tr", null, ["column", "value", "literal words and where they stand"]
        .map((each) => h("th", { scope: "col" }, each)))), h("tbody", null, lines)));
  }

  function disputes(table, row, spans) {
    const found = table.columns.filter((column) => spans.some((s) => s.stance === "contradicts" && column.name in s.told));
    if (!found.length) return null;
    return h("section", { class: "disputes" }, h("h3", null, "Disputed: what sources tell against each other"),
      found.map((column) => {
        const own = spans.filter((span) => column.name in span.told);
        const side = (title, stances, value) => h("div", { class: `side ${stances[0]}` }, h("h5", null, title),
          h("p", { class: "figure" }, value, " ", unit(column, row)), h("ul", { class: "spans" },
            own.filter((span) => stances.includes(span.stance)).map((span) => spoke(span, column))));
        const others = new Map();
        for (const span of own.filter((each) => each.stance === "contradicts")) {
          const told = GIVEN.told[span.id]?.[column.name] ?? "";
          others.set(told, [...(others.get(told) ?? []), span]);
        }
        return h("div", { class: "dispute" }, h("h4", null, spoken(column.name)), h("div", { class: "sides" },
          side("In this dataset", ["supports", "mentions"], cellValue(table, column, row)),
          [...others].map(([told, against]) => h("div", { class: "side contradicts" }, h("h5", null, "Told against it"),
            h("p", { class: "figure" }, told ? [cellValue(table, column, { [column.name]: told }), " ", unit(column, row)]
              : h("em", null, row.note ? "something else: see the coder's note" : "something else")),
            h("ul", { class: "spans" }, against.map((span) => spoke(span, column)))))));
      }));
  }

  function evidence(spans) {
    return h("section", null, h("h3", null, `Evidence: ${counted(spans.length, "span")}`),
      spans.map((span) => h("div", { class: `span ${span.stance}`, id: `at-${span.id}`, tabindex: -1 },
        h("h4", null, span.id, " ", h("span", { class: "credit" }, ...credit(span).slice(0, -1))),
        h("p", { class: "of" }, named(span.source_id, ["sources"])),
        COPIES.passage(span) ?? h("p", { class: "soft" }, "The words of the passage are under copyright and not published. ",
          h("a", { href: "#/copies" }, "Open your own copy"), " and they appear here. Letters ",
          `${span.letters || "too few"}, SHA-256 `, h("code", null, (span.sha256 || "none").slice(0, 16)), "."),
        h("p", { class: "soft" }, "bears on ", Object.keys(span.told).map(spoken).join(", "), ` · ${span.zone}`))));
  }

  function others(table, row) {
    const facts = FACTS.flatMap((home) => home.columns.filter((c) => c.references?.includes(table.name))
      .flatMap((column) => home.objects.filter((each) => members(each[column.name]).includes(row.id))
        .map((each) => [each, spoken(column.name)])));
    const cited = table.name === "works" ? [...SPANS.values()].flat().filter((span) => members(span.works).includes(row.id))
      .map((span) => [HOME.get(span.row_id)?.byId.get(span.row_id), `cited at ${span.source_id}:${span.line}`]) : [];
    const told = table.name === "sources" ? FACTS.flatMap((home) => home.objects).filter((each) =>
      members(each.sources).some((place) => place.startsWith(`${row.id}:`))).map((each) => [each, "told"]) : [];
    const found = new Map();
    for (const [each, how] of [...facts, ...cited, ...told]) {
      if (each) found.set(each, [...new Set([...(found.get(each) ?? []), how])]);
    }
    if (!found.size) return null;
    const filter = { actors: "actor", sources: "source", places: "place" }[table.name];
    return h("section", null, h("h3", null, table.fact ? "Rows that refer to it" : `Facts that name it: ${found.size}`),
      filter && h("p", null, h("a", { href: route("facts", null, [[filter, row.id]]) }, "Show them as a table")),
      h("ul", { class: "list" }, [...found].map(([each, how]) => h("li", null, key(each.table, each.id), " ",
        h("span", { class: "soft" }, `${each.date || "no date"} · ${how.join(", ")} · `), each.summary))));
  }

  function rest(table, row) {
    const columns = table.columns.filter((column) => !column.coded && row[column.name] &&
      ![...(table.fact ? ["note"] : []), "id", "summary"].includes(column.name));
    return h("section", null, h("h3", null, table.fact ? "About the row" : "Cells"),
      h("dl", { class: "rest" }, columns.map((column) => h("div", null, h("dt", null, label(column)),
        h("dd", null, cellValue(table, column, row))))));
  }

  function citation(rows, open) {
    const node = h("details", { class: "citation", open });
    const build = () => {
      if (node.childElementCount > 1) return;
      const box = h("textarea", { readonly: true, rows: 6, "aria-label": "Citation", spellcheck: "false" });
      const write = (style) => { box.value = CITING.cite(rows, style); };
      const styles = h("select", { "aria-label": "Style of citation", onchange: (e) => write(e.target.value) },
        h("option", { value: "apa" }, "APA"), h("option", { value: "bibtex" }, "BibTeX"));
      write("apa");
      const button = h("button", { type: "button", onclick: () => copy(box.value, button) }, "Copy citation");
      node.append(h("p", null, styles, " ", button), box, h("p", { class: "soft print" },
        new Set(rows.map((row) => row.table)).size > 1 ? "SHA-256 of these rows with all columns of their tables " : "SHA-256 of these cells ",
        h("code", { class: "print-all" }, whole(parts(rows)))));
    };
    node.append(h("summary", null, `Cite ${rows.length === 1 ? "this row" : `these ${counted(rows.length, "row")}`}`));
    node.addEventListener("toggle", () => { if (node.open) build(); });
    return node;
  }

  // Whose words a row is, if the sources tell it in no voice of their own: certain then means certain to them.
  function attributed(row) {
    const spans = (SPANS.get(row.id) ?? []).filter((span) => span.stance === "supports");
    const voices = [...new Set(spans.map((span) => span.voice))];
    return Boolean(spans.length) && voices.every(Boolean) && h("span", { class: "soft" }, "told only in the voice of ",
      voices.flatMap((voice, i) => [i ? ", " : "", key("actors", voice, named(voice, ["actors"]))]));
  }

  function heading(table, row, back, around) {
    const step = (other, words, rel) => (other ? h("a", { href: route(other.table, other.id), rel, class: "step" }, words) : null);
    const here = h("button", { type: "button", onclick: () => copy(location.href, here) }, "Copy link");
    return [
      h("nav", { class: "crumbs", "aria-label": "Row" }, h("a", { href: back.href, class: "back" }, `← ${back.title}`),
        step(around[0], "previous row", "prev"), step(around[1], "next row", "next")),
      h("h2", { tabindex: -1 }, h("span", { class: "key" }, row.id), " ", h("bdi", null, row.summary || row.name || row.title || "")),
      table.fact && h("p", { class: "badges" }, h("span", { class: "when" }, row.date || "no date"),
        ["evidence_status", "certainty"].map((name) => TIP(h("span", { tabindex: 0, "aria-description": CODES(name, row) },
          badge(name, row[name])), CODES(name, row))),
        h("span", { class: "soft" }, `${counted(Number(row.source_count), "document")}, ` +
          `${counted(Number(row.root_count), "independent witness", "independent witnesses")}`), attributed(row)),
      h("p", { class: "actions" }, here, " ", h("button", { type: "button", onclick: () => print() }, "Print")),
    ];
  }

  // Fill the view of a row. `back`: {href, title} of where the reader came from; `around`: the rows before and after it.
  function show(node, table, row, back, around) {
    const spans = SPANS.get(row.id) ?? [];
    fill(node, ...heading(table, row, back, around),
      table.fact && row.note && h("p", { class: "note" }, h("strong", null, "Coder's note "), row.note),
      table.fact && disputes(table, row, spans), table.fact && cells(table, row, spans),
      table.fact && evidence(spans), rest(table, row), others(table, row),
      table.fact && h("section", null, h("h3", null, "Citation"), citation([row], false)));
  }

  return { show, citation };
})();
