#!/bin/sh
# Make .venv and install what the lock file names: `run` for using the product, `all` for working on it.
# Needs only Python >= 3.11; no root, and nothing outside this folder changes.
set -eu
cd "$(dirname "$0")/.."

what=${1:-all}
uv_pin='uv==0.13.9'

say() { printf '%s\n' "$*" >&2; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14 python; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    say '需要 Python 3.11 或更新版本，本机没有找到；请先安装（https://www.python.org/downloads/），再运行一次 make。'
    say 'Python 3.11 or newer is needed and none was found here; install it (https://www.python.org/downloads/), then run make again.'
    found=$("${PYTHON:-python3}" --version 2>&1 || true)
    say "（本机 here: ${found:-none}）"
    return 1
}

# The folder may have been moved or copied since: entry points hold absolute paths, so start afresh.
if [ -f .venv/ready-for-run ] && [ "$(cat .venv/ready-for-run)" != "$(pwd -P)" ]; then
    rm -rf .venv
fi

if ! new_enough .venv/bin/python; then
    python=$(find_python)
    say "正在准备运行环境，首次约需一分钟 … Setting up .venv with $("$python" --version), about a minute the first time"
    rm -rf .venv
    # Debian and Ubuntu ship Python without ensurepip: then the environment starts without pip.
    "$python" -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; "$python" -m venv --without-pip .venv; }
fi

uv=.venv/bin/uv
if ! [ -x "$uv" ]; then
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$uv_pin"
    elif command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        uv pip install --quiet --python .venv/bin/python "$uv_pin"
    elif ! .venv/bin/python scripts/install_with_pip.py "$uv_pin"; then
        say '无法安装 uv：请先安装 pip 或 uv（Debian、Ubuntu：apt install python3-venv），再运行一次 make。'
        say 'uv could not be installed: install pip or uv first (Debian, Ubuntu: apt install python3-venv), then run make again.'
        exit 1
    fi
fi

rm -f .venv/ready-for-all .venv/ready-for-run
# Compiled once and here: where PYTHONDONTWRITEBYTECODE is set, every start would compile all libraries anew.
case $what in
    run) "$uv" sync --quiet --frozen --no-dev --inexact --compile-bytecode ;;
    all) "$uv" sync --quiet --frozen --all-groups --compile-bytecode ;;
    *) say "setup.sh run|all, not: $what"; exit 2 ;;
esac
.venv/bin/python -m compileall -q src
printf '%s' "$(pwd -P)" >.venv/ready-for-run
if [ "$what" = all ]; then printf '%s' "$(pwd -P)" >.venv/ready-for-all; fi
