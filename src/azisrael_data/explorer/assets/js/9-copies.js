"use strict";
// The reader's own copies of the sources. They are read in this page, kept in its memory alone, and sent nowhere.
const COPIES = (() => {
  const LARGEST = 1000000; // bytes
  const ENOUGH = 0.2; // share of a source's lines by which a copy of it is recognised
  const loaded = new Map(); // by source: {name, text, identical, found: Map of span id -> [start, end]}

  function recognise(letters) {
    const lines = new Map();
    for (const line of GIVEN.lines) lines.set(line[0], [...(lines.get(line[0]) ?? []), line]);
    return [...lines].filter(([, own]) =>
      own.filter(([, , length, head, sha]) => LETTERS.find(letters, length, head, sha).length).length / own.length >= ENOUGH)
      .map(([source]) => source);
  }

  // Where code points stand in a text of UTF-16 units.
  function unitsOf(text) {
    const units = [];
    let at = 0;
    for (const character of text) { units.push(at); at += character.length; }
    units.push(at);
    return units;
  }

  function locate(source, text, letters, identical) {
    const total = Number(TABLES.get("sources").byId.get(source).code_points);
    const units = identical ? unitsOf(text) : [];
    const found = new Map();
    let bare = null;
    for (const span of TABLES.get("evidence").objects.filter((each) => each.source_id === source)) {
      if (identical) {
        found.set(span.id, [units[span.start], units[span.end]]);
        continue;
      }
      if (!span.sha256) continue;
      let places = LETTERS.find(letters, Number(span.letters), span.head, span.sha256);
      if (!places.length) {
        bare ??= LETTERS.bare(text);
        places = LETTERS.find(bare, Number(span.letters), span.head, span.sha256);
      }
      const expected = (span.start / total) * text.length;
      places.sort((a, b) => Math.abs(a[0] - expected) - Math.abs(b[0] - expected));
      if (places.length) found.set(span.id, places[0]);
    }
    return found;
  }

  async function take(file) {
    if (file.size > LARGEST) return `${file.name} is too large: a text of a source has less than ${LARGEST / 1e6} MB.`;
    const data = new Uint8Array(await file.arrayBuffer());
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    } catch {
      return `${file.name} is no plain text in UTF-8; save it as plain text first.`;
    }
    const print = sha256(data);
    const same = TABLES.get("sources").objects.find((each) => each.file_sha256 === print);
    text = same ? text : text.replaceAll("\r\n", "\n");
    const letters = LETTERS.of(text);
    const sources = same ? [same.id] : recognise(letters);
    for (const source of sources) {
      const copy = { name: file.name, text, identical: Boolean(same), found: locate(source, text, letters, Boolean(same)) };
      if (!loaded.get(source)?.identical || copy.identical) loaded.set(source, copy);
    }
    return sources.length ? `${file.name}: ${sources.join(", ")}.` : `${file.name} holds none of the sources.`;
  }

  async function add(files) {
    $("took").textContent = "Looking for passages …";
    await new Promise((done) => { setTimeout(done, 20); });
    const told = [];
    for (const file of files) told.push(await take(file));
    fill($("took"), told.map((each) => h("span", { class: "line" }, each)));
    list();
    say(told.join(" "));
    document.dispatchEvent(new Event("copies"));
  }

  const spansOf = (source) => TABLES.get("evidence").objects.filter((span) => span.source_id === source);

  function list() {
    fill($("copies-list"), [...loaded].map(([source, copy]) => {
      const all = spansOf(source).length;
      return h("li", null, h("a", { href: route("copies", source) }, named(source, ["sources"])), " ",
        h("span", { class: "soft" }, `${copy.name} · ${copy.identical ? "the reference text itself" : "another rendition"} · ` +
          `${copy.found.size} of ${counted(all, "passage")} found`));
    }));
  }

  // Pieces of text from start to end, each with the spans that cover it.
  function pieces(copy, spans, start, end) {
    const inside = spans.filter((span) => copy.found.get(span.id)[0] < end && copy.found.get(span.id)[1] > start);
    const cuts = [...new Set([start, end, ...inside.flatMap((span) => copy.found.get(span.id))])]
      .filter((at) => at >= start && at <= end).sort((a, b) => a - b);
    return cuts.slice(0, -1).map((at, i) => [copy.text.slice(at, cuts[i + 1]), inside.filter((span) => {
      const [from, to] = copy.found.get(span.id);
      return from <= at && to >= cuts[i + 1];
    })]);
  }

  function lines(text) {
    const found = [];
    let start = 0;
    for (const line of text.split("\n")) {
      if (line.trim()) found.push([start, start + line.length]);
      start += line.length + 1;
    }
    return found;
  }

  // The passage of a span in its line, or null if no copy holds it.
  function passage(span) {
    const copy = loaded.get(span.source_id);
    const found = copy?.found.get(span.id);
    if (!found) return null;
    const around = lines(copy.text).filter(([from, to]) => from < found[1] && to > found[0]);
    return h("blockquote", null, around.map(([from, to]) => h("p", null, pieces(copy, [span], from, to).map(([words, on]) =>
      (on.length ? h("mark", null, words) : words)))), h("p", { class: "soft" },
      h("a", { href: `${route("copies", span.source_id)}?span=${span.id}` }, "in the whole text")));
  }

  // The whole text with every passage marked, and the rows that rest on it beside each line.
  function text(node, source, wanted) {
    const copy = loaded.get(source);
    if (!copy) {
      fill(node);
      return false;
    }
    const spans = spansOf(source).filter((span) => copy.found.has(span.id));
    fill(node, h("h3", { tabindex: -1 }, named(source, ["sources"])), h("div", { class: "whole" },
      lines(copy.text).map(([from, to], i) => {
        const parts = pieces(copy, spans, from, to);
        const own = [...new Set(parts.flatMap(([, on]) => on))];
        const rows = [...new Map(own.map((span) => [span.row_id, span])).values()];
        return h("div", { class: "para" }, h("span", { class: "number" }, i + 1), h("p", null, parts.map(([words, on]) =>
          (on.length ? h("mark", { "data-spans": on.map((s) => s.id).join(" "), class: on.some((s) => s.id === wanted) && "wanted" },
            h("a", { href: route(HOME.get(on[0].row_id).name, on[0].row_id), tabindex: -1,
              title: [...new Set(on.map((s) => s.row_id))].join(", ") }, words)) : words))),
        h("p", { class: "rows" }, rows.map((span) => [h("a", { href: route(HOME.get(span.row_id).name, span.row_id) }, span.row_id), " "]).flat()));
      })));
    return true;
  }

  const start = () => {
    const zone = $("drop");
    $("files").addEventListener("change", (event) => { add([...event.target.files]); event.target.value = ""; });
    addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone.classList.remove("over"); });
    addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      if (!location.hash.startsWith("#/copies") && !/^#\/[a-z_]+\/[A-Z]{2}-\d+/.test(location.hash)) location.hash = "#/copies";
      add([...event.dataTransfer.files]);
    });
  };

  return { start, passage, text, has: (source) => loaded.has(source), add };
})();
