"""`python -m bench [SECTION…] [--10m]`: measure, keep the results, write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import compileall
import importlib
import time

from bench import machine, page

#: section → what it measures; each is a module of bench.sections with `run(options) -> Result`
SECTIONS = {
    "speed": "the whole run on 1 m persons, from Parquet, .csv and .xlsx; with --10m on 10 m",
    "persons": "the person-link step against plain Splink and ten lines of exact rules",
    "accuracy": "precision and recall by seed and by kind of error, share sent to review",
    "coverage": "412 · 317: automatic, reviewed and true figures, by seed",
    "readers": "rows read a second, by kind of file",
    "identity": "people taken into the database, sealed, beside the bare writing of the same rows",
    "workbench": "the officers' pages on PostgreSQL with 500 k organisations; with --10m beside 10 m people",
    "tree": "the tree of unions of a province on PostgreSQL, 300 k of them",
    "acceptance": "a run of a million people accepted as records, beside the bare COPY of the same rows",
    "repeatable": "the same bytes whatever the number of threads",
    "start": "how long `guildhall --help` takes",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        epilog="sections: " + "; ".join(f"{name}: {what}" for name, what in SECTIONS.items()),
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="which to run; all, if none is named")
    parser.add_argument(
        "--10m",
        dest="ten_million",
        action="store_true",
        help="speed: also 10 m persons (16 GiB); workbench: 10 m people",
    )
    parser.add_argument("--size", choices=["demo", "1m"], default="1m", help="province for speed, persons and readers")
    parser.add_argument("--page-only", action="store_true", help="only write the page from the results that are kept")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    if not options.page_only:
        compileall.compile_dir("src", quiet=1)  # as an installation is, whatever PYTHONDONTWRITEBYTECODE says
        described = machine.describe()
        for name in options.sections or SECTIONS:
            print(f"{name}: {SECTIONS[name]}", flush=True)
            started = time.perf_counter()
            result = importlib.import_module(f"bench.sections.{name}").run(options)
            page.store(name, result, described)
            print(f"  done in {time.perf_counter() - started:.0f} s", flush=True)
    page.write_page(list(SECTIONS))
    print(f"written: {page.PAGE}")


if __name__ == "__main__":
    main()
