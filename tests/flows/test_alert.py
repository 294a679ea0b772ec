"""When somebody is told of a run, what they are told, and that a hook that does not work changes nothing."""

import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran
from yusuan import alert
from yusuan.alert import Figures
from yusuan.journal import Run, StageOutcome
from yusuan.occupancy import occupy

BEFORE = Figures("a", {"parsed": 2}, {"exact": 5, "failed": 1}, {"甲.pdf": "1" * 16, "乙.pdf": "2" * 16})


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on loopback: its address, and what it was sent. Under /broken it answers with an error."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if "broken" in self.path else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def test_more_failed_checks_and_lost_documents_are_reasons() -> None:
    worse = Figures("b", {"parsed": 1}, {"exact": 2, "failed": 3}, {"甲.pdf": "1" * 16})
    found = alert.reasons(Run("r"), BEFORE, worse)
    assert set(found) == {"checks", "lost"}
    assert "多 2 项" in found["checks"] and "乙.pdf" in found["lost"]


def test_all_well_is_no_reason() -> None:
    moved = Figures("b", {"parsed": 2}, {"exact": 9, "failed": 1}, {"2024/甲.pdf": "1" * 16, "乙.pdf": "3" * 16})
    assert alert.reasons(Run("r", planned={"covered": 2}), BEFORE, moved) == {}, "moved, and replaced by a new edition"
    assert alert.reasons(Run("r"), None, BEFORE) == {}, "the first release"


def test_failures_name_document_page_and_reason() -> None:
    failure = StageOutcome("甲.pdf", "1" * 16, "read", "failed", reason="页面损坏", page=3)
    run = Run("r", outcomes={"甲.pdf": {"read": failure}})
    found = alert.reasons(run, BEFORE, BEFORE)
    assert found == {"failures": "1 份文件失败 failed: 甲.pdf [read] 第3页 页面损坏"}
    content = alert.message(Path("/out"), run, found, BEFORE, BEFORE)
    assert content["text"].splitlines()[1:] == [found["failures"], "file:///out/releases/a/report/index.html"]
    assert content["failures"][0]["page"] == 3


def test_the_report_is_where_people_can_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(alert.PUBLIC_URL, "https://budget.example/data/")
    assert alert.report_link(Path("/out"), "ab") == "https://budget.example/data/releases/ab/report/index.html"


def test_a_command_gets_the_message_on_its_input(tmp_path: Path) -> None:
    script = tmp_path / "hook.py"
    script.write_text("import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())")
    command = f"{sys.executable} {script} '{tmp_path / 'the message.json'}'"
    assert alert.call_hooks({"text": "预算"}, {alert.COMMAND: command}) == [{"hook": "command", "error": None}]
    assert json.loads((tmp_path / "the message.json").read_text("utf-8")) == {"text": "预算"}


def test_hooks_that_do_not_work_say_why_and_keep_the_address_to_themselves(webhook: tuple[str, list]) -> None:
    address, _ = webhook
    secret = f"{address}/broken?key=secret"
    outcomes = [
        *alert.call_hooks({}, {alert.COMMAND: "no-such-command", alert.WEBHOOK: secret}),
        *alert.call_hooks({}, {alert.COMMAND: "sh -c 'echo quota >&2; exit 3'", alert.WEBHOOK: "http://127.0.0.1:1/secret"}),
        *alert.call_hooks({}, {alert.COMMAND: "'", alert.WEBHOOK: "file:///etc/secret"}),
    ]
    errors = [outcome["error"] for outcome in outcomes]
    assert all(errors)
    assert errors[1] == "HTTP 500" and errors[2] == "exit code 3: quota"
    assert "secret" not in str(outcomes)


def test_a_run_with_a_failure_calls_the_webhook_and_a_broken_hook_fails_nothing(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, webhook: tuple[str, list]
) -> None:
    address, received = webhook
    folder, out = tmp_path / "raw", tmp_path / "out"
    folder.mkdir()
    shutil.copy(next(raw.glob("*井研县*")), folder / "目标表.txt")
    monkeypatch.setenv(alert.WEBHOOK, address)
    well = run_annual(folder, out)
    assert received == [] and well.run.alert is None, "nobody is told that all is well"

    (folder / "目标表.txt").unlink()
    (folder / "报表.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty")
    monkeypatch.setenv(alert.COMMAND, "no-such-command")
    failed = run_annual(folder, out)
    assert failed.state.is_failed() and failed.run.finished
    (told,) = received
    assert set(told["reasons"]) == {"failures", "lost"}
    assert told["lost"] == ["目标表.txt"] and told["failures"][0]["document"] == "报表.pdf"
    assert told["before"]["release_id"] == well.release["release_id"] != told["after"]["release_id"]
    command, hook = failed.run.alert["hooks"]
    assert "no-such-command" in command["error"] and hook == {"hook": "webhook 127.0.0.1", "error": None}

    with occupy(out, "20240315T060000000Z-aaaa"):
        run_annual(folder, out)
    assert "20240315T060000000Z-aaaa" in received[-1]["reasons"]["error"], "a run that was refused is told of, too"
    run_annual(tmp_path / "nowhere", out)
    assert "nowhere" in received[-1]["reasons"]["error"], "and one that could not even begin"
