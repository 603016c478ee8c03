#!/bin/sh
# Remakes every file listed in SHA256SUMS. Needs npm, and a Python with playwright and a Chromium (PYTHON and CHROMIUM
# name others than the usual ones) to write down the style rules that plotly would otherwise put into the page.
set -eu
cd "$(dirname "$0")"

govuk=6.6.0
plotly=4.1.1
sass=1.108.2
python=${PYTHON:-../../.venv/bin/python}
chromium=${CHROMIUM:-$(command -v chromium)}

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel=error \
    "govuk-frontend@$govuk" "plotly.js-basic-dist-min@$plotly" "sass@$sass"
modules=$packages/node_modules

for name in govuk govuk-forms; do
    "$modules/.bin/sass" --style=compressed --no-source-map --no-charset \
        --load-path="$modules/govuk-frontend/dist" "$name.scss" "govuk-frontend-$govuk/$name.css"
done
if grep -lE 'GDS Transport|@font-face|url\(|crest|crown' "govuk-frontend-$govuk"/*.css; then
    echo "A font, a file or a badge of GOV.UK is left in the style sheets named above." >&2
    exit 1
fi

cp "$modules/plotly.js-basic-dist-min/plotly-basic.min.js" "$modules/plotly.js-basic-dist-min/LICENSE" \
    "plotly-$plotly/"
"$python" - "$chromium" "plotly-$plotly" <<'PYTHON'
import pathlib
import sys

from playwright.sync_api import sync_playwright

chromium, folder = sys.argv[1], pathlib.Path(sys.argv[2])
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.add_script_tag(path=folder / "plotly-basic.min.js")
    rules = page.evaluate(
        "[...document.getElementById('plotly.js-style-global').sheet.cssRules].map(rule => rule.cssText)"
    )
    browser.close()
(folder / "plot.css").write_text("\n".join(rules) + "\n", encoding="utf-8")
PYTHON

LC_ALL=C; export LC_ALL
sha256sum "govuk-frontend-$govuk"/* "plotly-$plotly"/* > SHA256SUMS
