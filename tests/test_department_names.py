"""Short and full names of one department are one; other departments stay apart."""

import pytest

from yusuan.department_names import department_key


@pytest.mark.parametrize(
    "full, short",
    [
        ("中国共产党江苏省委员会办公厅", "江苏省委办公厅"),
        ("中共江苏省委办公厅", "江苏省委办公厅"),
        ("某县发展和改革委员会", "某县发展和改革委"),
        ("某省人民代表大会常务委员会办公厅", "某省人大常委会办公厅"),
        ("某市某区人民政府办公室", "某市某区办公室"),
    ],
)
def test_official_short_forms(full: str, short: str):
    assert department_key(full) == department_key(short)


def test_others_stay_apart():
    names = ["某县教育局", "某县教育局机关服务中心", "某县委办公室", "某县人民政府", "某县发展和改革局", None]
    assert len({department_key(name) for name in names}) == len(names)
