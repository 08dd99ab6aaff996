#!/bin/sh
# Give the browser tests a Chromium where that is nobody's loss: on a build machine (CI=true) that lets us install one.
# Everywhere else a missing browser is only reported, by the tests themselves.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${GUILDHALL_CHROMIUM:-}" ]; then exit 0; fi
if [ "${CI:-}" != true ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then exit 0; fi

log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if timeout 60 apt-get -qq update >"$log" 2>&1 &&
    timeout 180 apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk >>"$log" 2>&1; then
    echo 'Chromium installed for the browser tests.'
else
    echo "Chromium could not be installed; the browser tests will say so ($(tail -n 1 "$log"))." >&2
fi
rm -f "$log"
