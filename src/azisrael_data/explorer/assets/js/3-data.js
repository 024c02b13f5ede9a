"use strict";
// The tables as the page was given them: look-ups, CSV and fingerprints.
const GIVEN = JSON.parse(document.getElementById("given").textContent);
const TABLES = new Map(GIVEN.tables.map((table) => [table.name, table]));
const FACTS = GIVEN.tables.filter((table) => table.fact);
const HOME = new Map(); // of the rows of all tables, by id: facts first, so that an id of two tables is the fact's

for (const table of GIVEN.tables) {
  table.column = new Map(table.columns.map((column) => [column.name, column]));
  const names = table.columns.map((column) => column.name);
  table.objects = table.rows.map((cells, order) => {
    const row = { order };
    names.forEach((name, i) => { row[name] = cells[i]; });
    row.table ??= table.name; // spans have a column of this name
    return row;
  });
  table.byId = new Map(table.objects.map((row) => [row.id, row]));
  if (table.fact) table.objects.forEach((row) => HOME.set(row.id, table));
}

const members = (cell) => (cell ? cell.split(";") : []);
const spoken = (code) => code.replaceAll("_", " ");
const counted = (number, one, several) =>
  `${number.toLocaleString("en")} ${number === 1 ? one : several ?? `${one}s`}`;

const SPANS = new Map(); // spans by the row that they bear on, in the order of their ids
const ROOTS = new Map(TABLES.get("works").objects.map((work) => [work.id, work.root_id]));
for (const span of TABLES.get("evidence").objects) {
  span.told = JSON.parse(span.fields);
  if (SPANS.has(span.row_id)) SPANS.get(span.row_id).push(span);
  else SPANS.set(span.row_id, [span]);
}

// What is searched: without case and without marks on letters, so that Koc finds Koç and Aliyev finds Əliyev.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ə", "a").replaceAll("ı", "i");

// The name of a row of a reference table.
function named(key, tables) {
  for (const name of tables) {
    const row = TABLES.get(name)?.byId.get(key);
    if (row) return row.name || row.title || row.id;
  }
  return key;
}

// The actors that take part in a fact.
const acting = (row) => HOME.get(row.id).actors.flatMap((name) => members(row[name]));

// Canonical CSV, as azisrael_data.write has it: quotes only where needed.
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
function csv(names, rows) {
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

// Order of code points; that of UTF-16 differs behind the surrogates.
const place = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
function byCodePoints(a, b) {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i += 1) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return place(a.charCodeAt(i)) - place(b.charCodeAt(i));
  }
  return a.length - b.length;
}

// The fingerprint of whole rows, as azisrael_data.fingerprints has it; of several tables that of their fingerprints.
function fingerprintOf(table, rows) {
  const names = ["id", ...table.columns.map((c) => c.name).filter((name) => name !== "id").sort(byCodePoints)];
  const lines = new Set(rows.map((row) => names.map((name) => row[name]).join("\t")));
  const text = [table.name, names.join("\t"), ...[...lines].sort(byCodePoints)];
  return sha256(text.map((line) => `${line}\n`).join(""));
}

function parts(rows) {
  const byTable = new Map();
  for (const row of rows) {
    const home = HOME.get(row.id) ?? TABLES.get(row.table);
    if (byTable.has(home)) byTable.get(home).push(row);
    else byTable.set(home, [row]);
  }
  return [...byTable].map(([table, own]) => ({ table, rows: own, fingerprint: fingerprintOf(table, own) }));
}

function whole(found) {
  const prints = found.map((part) => part.fingerprint).sort();
  return prints.length === 1 ? prints[0] : sha256(prints.map((each) => `${each}\n`).join(""));
}
