"""Files: taken in or refused, encrypted on disk, one content once, gone with their time."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.files.contracts import FileKind
from guildhall.base.files.models import Blob, StoredFile
from guildhall.base.files.operations import forget_expired, forget_file, store_file
from guildhall.base.files.queries import get_file, read_file
from guildhall.base.files.rules.intake import NAME, plain_name
from guildhall.base.files.sealing import CHUNK, path_of, read_sealed, write_sealed
from guildhall.infra.ids import new_id
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, UnreadableInput

AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
KIND = FileKind("tests.register", frozenset({".csv", ".xlsx"}), 3 * CHUNK, timedelta(days=30))


@pytest.fixture
def store(tmp_path: Path, settings: object) -> Path:
    settings.GUILDHALL_DATA = tmp_path  # type: ignore[attr-defined]  # pytest-django's fixture has no type
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_in_comes_back_and_lies_encrypted(store: Path) -> None:
    content = "姓名,证件号码\n".encode() * 100_000  # more than one chunk
    file = store_file(KIND, "C:\\名单\\会员.csv", io.BytesIO(content), at=AT)
    view = get_file(file)
    assert (view.name, view.size, view.expires_at) == ("会员.csv", len(content), AT + timedelta(days=30))
    assert b"".join(read_file(file)) == content
    [blob] = [path for path in (store / "blobs").rglob("*") if path.is_file()]
    assert b"\xe5\xa7\x93\xe5\x90\x8d" not in blob.read_bytes()


@pytest.mark.django_db(transaction=True)
def test_one_content_is_kept_once_until_the_last_file_goes(store: Path) -> None:
    files = [store_file(KIND, f"{n}.csv", io.BytesIO(b"same"), at=AT) for n in range(2)]
    assert (Blob.objects.count(), StoredFile.objects.count()) == (1, 2)
    path = path_of(bytes(Blob.objects.get().address))
    forget_file(files[0])
    assert path.is_file()
    assert b"".join(read_file(files[1])) == b"same"
    forget_file(files[1])
    assert not path.exists()
    assert Blob.objects.count() == 0
    with pytest.raises(Absent):
        read_file(files[1])


@pytest.mark.django_db(transaction=True)
def test_files_go_when_their_time_is_over(store: Path) -> None:
    file = store_file(KIND, "a.csv", io.BytesIO(b"content"), at=AT)
    assert forget_expired(at=AT + timedelta(days=30, seconds=-1)) == 0
    assert forget_expired(at=AT + timedelta(days=30)) == 1
    with pytest.raises(Absent):
        get_file(file)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"x", "files.suffix"),
        ("a.csv", b"", "files.empty"),
        ("a.csv", b"x" * (3 * CHUNK + 1), "files.too_large"),
    ],
)
def test_what_is_not_admitted_is_refused_at_its_field_and_leaves_nothing(
    store: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        store_file(KIND, name, io.BytesIO(content), at=AT, field="register")
    assert {field: [m.code for m in said] for field, said in refused.value.fields.items()} == {"register": [code]}
    assert StoredFile.objects.count() == 0
    assert list(store.iterdir()) == []


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_sealed_content_of_any_length_comes_back(tmp_path: Path, length: int) -> None:
    write_sealed(tmp_path / "blob", bytes(32), [bytes(length)])
    assert b"".join(read_sealed(tmp_path / "blob", bytes(32))) == bytes(length)


@pytest.mark.parametrize("harm", ["flip", "cut a chunk", "cut a byte", "swap chunks", "append"])
def test_every_change_on_disk_is_noticed(tmp_path: Path, harm: str) -> None:
    path, size = tmp_path / "blob", CHUNK + 16
    write_sealed(path, bytes(32), [bytes(CHUNK), b"\1" * CHUNK, b"end"])
    whole = path.read_bytes()
    path.write_bytes(
        {
            "flip": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
            "cut a chunk": whole[: 2 * size],
            "cut a byte": whole[:-1],
            "swap chunks": whole[size : 2 * size] + whole[:size] + whole[2 * size :],
            "append": whole + b"x",
        }[harm]
    )
    with pytest.raises(UnreadableInput):
        list(read_sealed(path, bytes(32)))


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "blob"
    write_sealed(path, bytes(32), [b"first"])

    def broken() -> object:
        yield b"second"
        raise OSError("the sender went away")

    with pytest.raises(OSError, match="went away"):
        write_sealed(path, bytes(32), broken())  # type: ignore[arg-type]  # a generator without its types
    assert b"".join(read_sealed(path, bytes(32))) == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["blob"]


@given(st.text())
def test_names_are_one_printable_part_of_a_path(name: str) -> None:
    shown = plain_name(name)
    assert 0 < len(shown) <= NAME
    assert "/" not in shown
    assert shown.isprintable()


@pytest.mark.django_db
def test_a_file_that_never_was_is_absent() -> None:
    with pytest.raises(Absent):
        get_file(new_id())
