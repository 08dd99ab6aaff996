"""`guildhall roster verify-file`: a signed file is told from one that was changed, without the server."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner, Result

from guildhall.cli.main import entry
from guildhall.cli.server import add_signing, make_ring
from guildhall.infra.crypto import new_signing_key, read_ring
from guildhall.infra.signing import public_of, sign
from guildhall.kernel.errors import Refused, UnreadableInput
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook
from guildhall.organising.roster.rules.lines import FILLED, SIGNED, digest
from guildhall.organising.roster.rules.signed import SHEET, TITLES, Manifest

KEY = b"k" * 32
LINES = [tuple(f"{name}{place}" for place in range(len(SIGNED))) for name in ("S00001", "S00002")]
CELLS = [(name, *cells[1:]) for name, cells in zip(("S00001", "S00002"), LINES, strict=True)]
COLUMNS = [Column(title) for title in (*SIGNED, *FILLED)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A .zip as a server makes it, with its two files beside it."""
    held = Manifest("file", "run", "insurance", "2023-01-31", "2023-02-25", tuple((c[0], digest(c)) for c in CELLS))
    signature = sign(KEY, held.content())
    book, manifest = tmp_path / "sent.xlsx", tmp_path / "sent.json"
    write_workbook(
        book,
        [
            Sheet("不一致", COLUMNS, [(*cells, "", "") for cells in CELLS], "致：社会保险"),
            Sheet(SHEET, [Column(title) for title in TITLES], held.as_rows(public_of(KEY), signature)),
        ],
    )
    manifest.write_text(held.as_json(public_of(KEY), signature), encoding="utf-8")
    made = tmp_path / "sent.zip"
    with ZipFile(made, "w") as packed:
        for path in (book, manifest):
            packed.write(path, path.name)
    return made


def _verify(file: Path, *more: str, key: bytes = KEY) -> Result:
    return CliRunner().invoke(entry, ["roster", "verify-file", str(file), "--key", public_of(key), *more])


@pytest.mark.parametrize("name", ["sent.zip", "sent.xlsx"])
def test_a_file_as_it_was_sent_holds(archive: Path, name: str) -> None:
    done = _verify(archive.with_name(name))
    assert (done.exit_code, "2 行与发出时相同" in done.output) == (0, True), done.output


def test_a_file_saved_as_csv_holds_with_its_manifest_and_answers_do_not_count(archive: Path) -> None:
    text = "\n".join(",".join(row) for row in [[*SIGNED, *FILLED], [*CELLS[0], "已更正", "好"]])
    (csv := archive.with_name("back.csv")).write_text(text, encoding="utf-8")
    done = _verify(csv, "--manifest", str(archive.with_name("sent.json")))
    assert (done.exit_code, "1 行不在文件里" in done.output) == (0, True), done.output
    assert _verify(csv).exit_code == 3


def test_another_key_does_not_hold(archive: Path) -> None:
    done = _verify(archive, key=b"x" * 32)
    assert (done.exit_code, "签名与给出的公钥不符" in done.output) == (4, True)


def test_an_altered_line_is_told(archive: Path) -> None:
    book = openpyxl.load_workbook(archive.with_name("sent.xlsx"))
    book.worksheets[0]["H4"] = "别的"
    book.save(archive.with_name("sent.xlsx"))
    done = _verify(archive.with_name("sent.xlsx"))
    assert (done.exit_code, "第 4 行" in done.output) == (4, True), done.output


def test_an_altered_manifest_does_not_hold(archive: Path) -> None:
    manifest = archive.with_name("sent.json")
    held = json.loads(manifest.read_text(encoding="utf-8")) | {"run": "another"}
    manifest.write_text(json.dumps(held), encoding="utf-8")
    assert _verify(archive.with_name("sent.xlsx"), "--manifest", str(manifest)).exit_code == 4


@pytest.mark.parametrize("name", ["none.xlsx", "none.zip"])
def test_a_file_that_is_not_there_is_told(archive: Path, name: str) -> None:
    assert _verify(archive.with_name(name)).exit_code == 3


def test_a_new_key_file_can_sign(tmp_path: Path) -> None:
    make_ring(tmp_path / "keys.json")
    assert len(read_ring(tmp_path / "keys.json").signing_key()) == 32


def test_an_older_key_file_is_read_cannot_sign_and_gets_a_signing_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_ring(path)
    older = json.loads(path.read_text())
    del older["signing"]
    path.write_text(json.dumps(older))
    before = read_ring(path)
    with pytest.raises(Refused, match="no_signing"):
        before.signing_key()
    made = add_signing(path)
    after = read_ring(path)
    assert (after.signing_key(), after.keys, after.index) == (made, before.keys, before.index)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="signing_there"):
        add_signing(path)
    assert read_ring(path).signing_key() == made
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("signing", ["", "c2hvcnQ=", "no base64!", 5])
def test_a_key_file_with_a_bad_signing_key_is_refused(tmp_path: Path, signing: object) -> None:
    path = tmp_path / "keys.json"
    make_ring(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"signing": signing}))
    with pytest.raises(UnreadableInput, match="bad_ring"):
        read_ring(path)


def test_two_signing_keys_are_not_the_same() -> None:
    assert new_signing_key() != new_signing_key()
