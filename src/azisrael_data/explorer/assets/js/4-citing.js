"use strict";
// Citations of the rows in view, word for word those of az.cite: the dataset with their fingerprint, then their sources.
const CITING = (() => {
  const SHOWN = 16;
  const NAMED = 5;
  const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
  const LATEX = { "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
  const latex = (text) => text.replace(/[\\{}~^&%$#_]/g, (sign) => LATEX[sign] ?? `\\${sign}`);

  function used(found, digits) {
    const each = found.map((part) => `${part.table.name}, ${count(part.rows.length, "row")}, ` +
      `${count(part.table.columns.length, "column")}, SHA-256 ${part.fingerprint.slice(0, digits)}`);
    if (found.length > 1) each.push(`together SHA-256 ${whole(found).slice(0, digits)}`);
    return each.join("; ");
  }

  function role(spans) {
    const told = [["supports", "support"], ["contradicts", "contradict"]].flatMap(([stance, verb]) => {
      const number = spans.filter((span) => span.stance === stance).length;
      return number ? [`${count(number, "span")} ${verb}${number === 1 ? "s" : ""}`] : [];
    });
    const against = [...new Set(spans.filter((span) => span.stance === "contradicts")
      .flatMap((span) => Object.keys(span.told).map((column) => `${span.row_id}.${column}`)))];
    const cells = against.length ? ` (${against.slice(0, NAMED).join(", ")}${against.length > NAMED ? ", ..." : ""})` : "";
    return `${told.join(", ")} the cells used${cells}`;
  }

  function sources(rows) {
    const found = new Map();
    for (const part of parts(rows)) {
      const spans = part.rows.flatMap((row) => SPANS.get(row.id) ?? [])
        .filter((span) => span.stance !== "mentions" && Object.keys(span.told).length);
      for (const span of spans.sort((a, b) => (a.id < b.id ? -1 : 1))) {
        if (found.has(span.source_id)) found.get(span.source_id).push(span);
        else found.set(span.source_id, [span]);
      }
    }
    return found;
  }

  // Return the citation of rows in a style: `apa` or `bibtex`.
  function cite(rows, style) {
    const found = parts(rows);
    const bySource = sources(rows.filter((row) => HOME.has(row.id)));
    const texts = GIVEN.citation[style];
    const escaped = style === "bibtex" ? latex : (text) => text;
    const data = texts.data.replace("\x01note\x02", () => escaped(used(found, style === "apa" ? SHOWN : 64)))
      .replace("\x01key\x02", () => whole(found).slice(0, 8));
    const told = Object.entries(texts.sources).filter(([key]) => bySource.has(key)).map(([key, text]) =>
      text.replace("\x01role\x02", () => escaped(role(bySource.get(key)))));
    if (style === "bibtex") return `% UTF-8: for biblatex with biber, or bibtex8\n\n${[data, ...told].join("\n\n")}\n`;
    return `${[data, ...told].join("\n\n")}\n`;
  }

  return { cite };
})();
