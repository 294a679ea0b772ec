"""Objects whatever their names are, however many there are; and what a store that cannot be used is called for people."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from yusuan.cli import main
from yusuan.output import output
from yusuan.storage.bucket import Bucket, StorageError

NAMES = ["2024/河北 省/预算 (定稿)+1%&=#?.pdf", "[1]*.txt", "1.txt", "深/层/名'\"<>.txt", "~.txt", "．．/全角　空格.txt"]


def test_names_with_blanks_and_signs_are_names_like_others(url: str, tmp_path: Path) -> None:
    bucket = Bucket(f"{url} [旧] 省*/输出?")
    for name in NAMES:
        bucket.write(name, name.encode())
    assert set(bucket.list()) == set(NAMES)
    assert all(bucket.has(name) and bucket.read(name) == name.encode() for name in NAMES)
    files = {name: tmp_path / str(number) for number, name in enumerate(NAMES)}
    bucket.fetch(files)
    assert {name: path.read_text() for name, path in files.items()} == {name: name for name in NAMES}
    bucket.put({f"again/{name}": path for name, path in files.items()})
    assert set(bucket.list("again")) == {f"again/{name}" for name in NAMES}
    bucket.remove(["[1]*.txt", "not there [1]"])
    assert set(bucket.list()) - set(bucket.list("again")) == set(NAMES) - {"[1]*.txt"}, "a name is no pattern"
    bucket.remove(list(bucket.list()))
    assert not bucket.list()


@pytest.mark.slow
def test_a_list_of_more_than_a_thousand_objects_is_whole(url: str, tmp_path: Path) -> None:
    bucket, file = Bucket(url), tmp_path / "file"
    file.write_bytes(b"x")
    names = {f"many/文件 {number:04d}" for number in range(1, 1102)}
    bucket.put(dict.fromkeys(names, file))
    assert set(bucket.list()) == names == set(bucket.list("many"))
    bucket.remove(list(names))
    assert not bucket.list()


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], str]]:
    """An S3 server that answers everything with one error."""
    s3fs = pytest.importorskip("s3fs", reason="the extra yusuan[s3] is not installed")
    servers = []

    def start(code: str, status: int) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>said by the store</Message></Error>".encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PUT = do_GET

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        s3fs.S3FileSystem.clear_instance_cache()
        return "s3://budget/out"

    yield start
    s3fs.S3FileSystem.clear_instance_cache()
    for server in servers:
        server.shutdown()


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("InvalidAccessKeyId", 403, "没有权限"),
        ("SignatureDoesNotMatch", 403, "没有权限"),
        ("AccessDenied", 403, "没有权限"),
        ("RequestTimeTooSkewed", 403, "时钟"),
        ("NoSuchBucket", 404, "bucket 要先建好"),
    ],
)
def test_a_store_that_refuses_is_told_in_plain_words(
    refusing: Callable[[str, int], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture,
    code: str, status: int, words: str,
) -> None:  # fmt: skip
    url = refusing(code, status)
    with pytest.raises(StorageError, match=words):
        Bucket(url).check()
    place = output(url)
    with pytest.raises(StorageError, match=words), place.at_desk("run") as desk, place.occupy(desk, "run"):
        pytest.fail("occupied")
    if status == 403:
        monkeypatch.setattr("sys.argv", ["yusuan", "status", "--out", url])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr().err
        assert left.value.code == 3 and words in told and "Traceback" not in told
