"""A run that ends early (a full disk, an interrupt) does not wait for the calls that are at work."""

import threading
import time

from yusuan.workers import CallFailed, Pool


def test_a_thread_that_waits_for_an_answer_gets_none() -> None:
    answers: list[object] = []
    with Pool(1) as pool:

        def call() -> None:
            with pool.worker() as worker:
                answers.append(worker.call("os:getpid"))
                try:
                    worker.call("time:sleep", 60)
                except CallFailed as failure:
                    answers.append(failure.reason)

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        while not answers:
            time.sleep(0.01)
        time.sleep(0.3)  # it waits in the second call
    thread.join(10)
    assert answers[1:] == ["运行已结束，处理进程已停止"]
