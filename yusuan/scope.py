"""What a fiscal year and a region mean for a run: the folders whose new documents it takes in.

Where a raw file lies says where it belongs, long before anybody reads it: the first folder on its path that is named like a
year is its year, the first other folder its region (`2024/河北/a.pdf`, `河北/2024年度/a.pdf`). A file in no year folder belongs
to every year, one in no region folder to every region. What documents say of themselves stands in the dataset `documents`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from yusuan.journal import Run
from yusuan.raw_file import RawFile

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Scope:
    """The fiscal year and the region of a run; None means every one."""

    fiscal_year: int | None = None
    region: str | None = None

    @classmethod
    def of(cls, run: Run) -> "Scope":
        """The scope that a run had."""
        options = run.started.get("options", {})
        return cls(options.get("fiscal_year"), options.get("region"))

    def covers(self, source_path: str) -> bool:
        """Whether a raw file is one of this year and this region, by the folders that it lies in."""
        year, region = place(source_path)
        return (self.fiscal_year is None or year in (None, self.fiscal_year)) and (
            self.region is None or region in (None, self.region)
        )

    def takes(self, file: RawFile, known: Iterable[str]) -> bool:
        """Whether a run works on a file: it is covered, or an earlier run took it in, for nothing leaves a release unasked."""
        return self.covers(file.source_path) or file.source_path in known

    def describe(self) -> dict[str, Any]:
        return {"fiscal_year": self.fiscal_year, "region": self.region}


def place(source_path: str) -> tuple[int | None, str | None]:
    """The year and the region of a raw file by its folders, the members of an archive by those of the archive."""
    folders = PurePosixPath(source_path.partition("!/")[0]).parts[:-1]
    years = [int(match[1]) for folder in folders if (match := _YEAR.fullmatch(folder))]
    regions = [folder for folder in folders if not _YEAR.fullmatch(folder)]
    return years[0] if years else None, regions[0] if regions else None


def left_out(source_path: str) -> str:
    """Why a file that no run has taken in yet is no data; the same words whichever run leaves it out."""
    year, region = place(source_path)
    belongs = "，".join(filter(None, [f"{year}年度" if year else "", f"地区“{region}”" if region else ""]))
    return f"属于{belongs}，该范围尚未运行；执行不限年度和地区的 yusuan run，或指定它们，即可处理"


def year_of(start: datetime) -> int:
    """The fiscal year of a run that was to start then: the year in Beijing, which begins eight hours before that of UTC."""
    return start.astimezone(_BEIJING).year


def years(text: str) -> list[int]:
    """The years of `2019..2024`, or of one year. Raises ValueError with a reason for people."""
    match = re.fullmatch(r"((?:19|20)\d\d)(?:\.\.((?:19|20)\d\d))?", text)
    if not match:
        raise ValueError(f"“{text}”不是年度，请写成 2024 或 2019..2024")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise ValueError(f"年度范围“{text}”的终点早于起点")
    return list(range(first, last + 1))
