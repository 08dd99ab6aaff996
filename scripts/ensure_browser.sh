#!/bin/sh
# Give the browser tests what they need where that is nobody's loss: axe-core from npm into tests/browser, where npm
# is; Chromium on a build machine (CI=true) that lets us install one. Whatever still lacks is reported by the tests.
set -eu
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

have_chromium() {
    if [ -n "${GUILDHALL_CHROMIUM:-}" ]; then return 0; fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

if ! [ -f tests/browser/node_modules/axe-core/axe.min.js ] && command -v npm >/dev/null 2>&1; then
    timeout 60 npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund >"$log" 2>&1 ||
        echo "axe-core could not be installed ($(tail -n 1 "$log"))." >&2
fi

if have_chromium || [ "${CI:-}" != true ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then exit 0; fi
export DEBIAN_FRONTEND=noninteractive
if timeout 60 apt-get -qq update >"$log" 2>&1 &&
    timeout 180 apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk >>"$log" 2>&1; then
    echo 'Chromium installed for the browser tests.'
else
    echo "Chromium could not be installed ($(tail -n 1 "$log"))." >&2
fi
