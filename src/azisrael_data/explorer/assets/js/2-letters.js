"use strict";
// Letter streams, as azisrael_data.letters makes them: what stays of a text when it is re-wrapped or stripped of markup.
const LETTERS = (() => {
  const MARKER = "<sup>\\s*\\d+\\s*</sup>|\\[\\d{1,3}\\]|[\\u00b9\\u00b2\\u00b3\\u2070\\u2074-\\u2079]+";
  const PIECE = new RegExp(
    `(?:${MARKER})|(?<plain>[A-Za-z0-9]+(?![\\u0300-\\u036f]))` +
      "|(?<other>[A-Za-z0-9][\\u0300-\\u036f]+|[^\\x00-\\x7f][\\u0300-\\u036f]*)", "gu");
  const BARE = /(?<=[a-z.,;:!?"'\u201d\u2019)])(?<!\b\d[.,])(?<!\b\d{2}[.,])(?<!\b\d{3}[.,])\d{1,2}(?=\s|$|[.,;])/gu;
  const LETTER = /[\p{L}\p{N}]/u;
  const known = new Map();

  function fold(piece) {
    if (!known.has(piece)) {
      const lower = [...piece.normalize("NFKC")].map((c) => GIVEN.folds[c] ?? c.toLowerCase()).join("");
      known.set(piece, [...lower.normalize("NFKC")].filter((c) => LETTER.test(c)).join(""));
    }
    return known.get(piece);
  }

  // Return {stream, at}: the letters, and behind each unit of the stream the place in the text where it comes from.
  function of(text) {
    const stream = [];
    const at = [];
    for (const found of text.matchAll(PIECE)) {
      const { plain, other } = found.groups;
      if (plain) {
        stream.push(plain.toLowerCase());
        for (let i = 0; i < plain.length; i += 1) at.push(found.index + i);
      } else if (other) {
        const folded = fold(other);
        stream.push(folded);
        for (let i = 0; i < folded.length; i += 1) at.push(found.index);
      }
    }
    return { stream: stream.join(""), at };
  }

  // Every place of a stream by the fingerprint of the letters that start there.
  function heads(letters) {
    const found = new Map();
    for (let i = 0; i + GIVEN.shortest <= letters.stream.length; i += 1) {
      const head = sha256(letters.stream.slice(i, i + GIVEN.shortest)).slice(0, 16);
      if (found.has(head)) found.get(head).push(i);
      else found.set(head, [i]);
    }
    return found;
  }

  // Return [start, end] of every place in the text whose letters have this number and these fingerprints.
  function find(letters, length, head, sha) {
    letters.heads ??= heads(letters);
    return (letters.heads.get(head) ?? [])
      .filter((i) => sha256(letters.stream.slice(i, i + length)) === sha)
      .map((i) => [letters.at[i], letters.at[i + length - 1] + 1]);
  }

  // The letters without note numbers that lost their markup, places as in the text.
  const bare = (text) => of(text.replace(BARE, (digits) => "\u00b2".repeat(digits.length)));

  return { of, bare, find };
})();
