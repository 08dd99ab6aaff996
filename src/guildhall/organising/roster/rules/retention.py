"""How long files of runs are kept, by kind. Project defaults: no rule of the state gives a time for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from guildhall.base.files.contracts import FileKind

#: What officers send in. Kept while a run may be repeated or questioned.
REGISTER_FILE: Final = FileKind(
    "roster.register", frozenset({".xlsx", ".xls", ".csv", ".tsv", ".parquet"}), 512 * 2**20, timedelta(days=365)
)
#: What a run wrote; people's numbers stand in it in clear, so it is sealed as every file and goes with its time.
RESULT_FILE: Final = FileKind(
    "roster.result",
    frozenset({".parquet", ".json", ".csv", ".html", ".xlsx", ".txt"}),
    8 * 2**30,
    timedelta(days=3 * 365),
)
