"""How long the explorer takes in Chromium until it can be used: with this data, and with made-up rows up to 10,000.

    python benchmarks/explorer.py [--runs 9]

Prints medians in milliseconds, each of fresh pages opened from a file: `ready` until the page's script is through,
`table` until the rows of the table of incidents are drawn, `search` from a filter to the new count.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from azisrael_data import explorer
from azisrael_data.explorer import assembly
from azisrael_data.explorer import given as given_module
from azisrael_data.read import Numbered

ROOT = Path(__file__).resolve().parents[1]
SEARCH = """() => new Promise((done) => {
  const start = performance.now();
  const count = document.getElementById('count');
  const end = () => requestAnimationFrame(() => done(performance.now() - start));
  new MutationObserver(end).observe(count, {childList: true});
  location.hash = '#/incidents?kind=strike';
})"""


def text(rows):
    """Return the page with that many incidents, the missing ones made up."""
    package = given_module.read(ROOT)
    incidents = package["incidents"].rows
    for number in range(len(incidents), rows):
        values = {
            **incidents[number % 250].values,
            "id": f"IN-{number + 1:05d}",
            "summary": f"Invented row {number + 1}.",
        }
        incidents.append(Numbered(0, values, clean=True))
    return assembly.assembled(package, given_module.given(package))


def measured(browser, file):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{file.as_uri()}#/incidents")
    page.wait_for_selector("#grid .tabulator-row")
    table = float(page.evaluate("document.documentElement.dataset.drawn"))
    ready = float(page.evaluate("document.documentElement.dataset.ready"))
    search = page.evaluate(SEARCH)
    context.close()
    return ready, table, search


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print("| incidents | bytes | ready | table | search |\n|---|---|---|---|---|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for rows in (0, 1_000, 10_000):
            page = text(rows)
            file = explorer.write(Path(folder) / str(rows), page)
            figures = zip(*(measured(browser, file) for _ in range(runs)), strict=True)
            medians = " | ".join(f"{statistics.median(each):.0f}" for each in figures)
            print(f"| {rows or 'as they are'} | {len(page.encode()):,} | {medians} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
