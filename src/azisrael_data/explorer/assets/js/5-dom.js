"use strict";
// Elements made of text, never of markup: whatever a cell holds, it is shown as it is written.
const $ = (id) => document.getElementById(id);
const HIDDEN = /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const visible = (text) => String(text).replace(HIDDEN,
  (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

// h("a", {href: "#/"}, "words", node, ...): attributes as such, `on...` as listeners, texts made visible.
function h(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : visible(child))));
  return node;
}

const fill = (node, ...children) => {
  node.replaceChildren(...h("div", null, ...children).childNodes);
  return node;
};

// Text of a description: what stands between backticks is code.
const prose = (text) => text.split("`").map((part, i) => (i % 2 ? h("code", null, part) : part));

// Tell a screen reader what has changed.
let saying;
function say(words) {
  clearTimeout(saying);
  saying = setTimeout(() => { $("said").textContent = words; }, 250);
}

function save(name, text, type) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Saved ${name}`);
}

async function copy(text, button) {
  const words = button.textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea", { readonly: true, "aria-label": "Text to copy" });
    field.value = text;
    button.after(field);
    field.select();
    done = document.execCommand("copy");
    field.remove();
    button.focus();
  }
  button.textContent = done ? "Copied" : "Could not copy";
  say(button.textContent);
  setTimeout(() => { button.textContent = words; }, 1600);
}

// The description of what is pointed at or focused, for those who see; screen readers get it by aria-describedby.
const TIP = (() => {
  const box = h("div", { id: "tip", "aria-hidden": "true" });
  const hide = () => box.remove();
  function show(node, words) {
    fill(box, prose(words));
    document.body.append(box);
    const at = node.getBoundingClientRect();
    const wide = box.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide.width - 8))}px`;
    const below = at.bottom + 6;
    box.style.top = `${below + wide.height > innerHeight ? at.top - wide.height - 6 : below}px`;
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, true);
  addEventListener("hashchange", hide);
  return (node, words) => {
    node.addEventListener("mouseenter", () => show(node, words));
    node.addEventListener("focus", () => show(node, words));
    node.addEventListener("mouseleave", hide);
    node.addEventListener("blur", hide);
    return node;
  };
})();

const route = (view, key, filters) => {
  if (key !== undefined && key !== null) return `#/${view}/${encodeURIComponent(key)}`;
  const query = new URLSearchParams(filters ?? []).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
};
const badge = (column, code, told) => h("span", { class: `badge ${column} is-${code}`, title: told }, spoken(code));
// A date whose two ends do not break within, but between them.
const ends = (date) => date.split(/(?<=\/)/).map((part) => h("span", { class: "part" }, part));
