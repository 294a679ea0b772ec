"""The cover: what a document says of itself - title, year, department, region, whether it is a draft, its family of forms.

Only what is printed: a region's code is taken from the document's own project codes, never from knowledge of the place. The
contents of the forms are the other modules' matter.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from yusuan import codes
from yusuan.document import Document, Paragraph, Table
from yusuan.forms.sentences import running_lines
from yusuan.records import Records
from yusuan.values import comparable, declared_unit, tidy

# Words that end a title, most telling first, and the family that they name.
FAMILIES = (
    (re.compile(r"自评(?:价)?(?:情况)?(?:表|报告|结果)"), "self_evaluation"),
    (re.compile(r"绩效文本"), "performance_text"),
    (re.compile(r"绩效目标(?:申报|批复|汇总|公开|情况)?表"), "target_table"),
    (re.compile(r"决算"), "final_accounts"),
    (re.compile(r"预算"), "budget_disclosure"),
)
_TITLE = re.compile(
    r"(?:绩效文本|绩效目标\w{0,4}表|自评\w{0,4}(?:表|报告|结果)"
    r"|(?:预|决)算(?:信息|情况|草案)?(?:公开)?(?:信息|情况|文本|报告)?(?:的?说明|表)?|收支(?:预|决)?算?总表)(?:\(.*?\))?"
)
_HEADING = re.compile(
    r"^(?:目录|第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|1[、.．])"
)
_NOISE = re.compile(
    r"^(?:附件\d*[:：]?|附表\d*[:：]?|(?:预算|公开|附)?表\d[\d-]*|预算[\d-]+表|(?:报)?表(?:编号|号)[:：].*|公开表?[\d一二三四五六七八九十-]*|[（(]?草案[)）]?|.*(?:编制|审|审核|审定|印制|公章\)?)|\(20\d\d年度?\)"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|第?\d+页?(?:共\d+页)?|[-—\d\s]+|.*(?:发布|来源|索引号|时间|浏览|首页|打印|字号)[:：>].*)$"
)
_LABELLED = re.compile(
    r"^(?:预算|填报|编制)?(?:主管部门|部门|单位)(?:名称|\(公章\)|\(盖章\))?[:：](?P<name>.+?)(?:\(?(?:金额)?单位[:：].*)?$"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d*月)(?!第?\d*号)")
_YEAR_OF_ACCOUNTS = re.compile(r"(?<!\d)(20\d\d)年(?:度|(?=(?:部门|单位|[省市区县州]级|预算|决算|财政|本级)))")
_YEAR_ALONE = re.compile(r"^\(?(20\d\d)年度?\)?$")
_CHINESE_YEAR = re.compile(r"二[〇○零Oo0]([〇○零一二三四五六七八九Oo0])([〇○零一二三四五六七八九Oo0])年")
_CHINESE_DIGITS = dict(zip("〇零○Oo0一二三四五六七八九", "000000123456789", strict=True))
_PLACE = (
    r"(?:满族|回族|蒙古族|[一-龥]{2,6}族)?自治(?:县|州|旗|区)|(?:地区|林区|新区|特区)|省|盟|县|旗"
    r"|市(?!场|政(?!府|务|协|法)|容|民(?!政|族|宗)|级|直)|(?<![地园社校辖景库])区(?![域划级直])"
)
_REGION = re.compile(rf"^(?!城市|县|市|省|区|州)(?:[一-龥]{{1,7}}?(?:{_PLACE}))(?:[一-龥]{{2,7}}?(?:{_PLACE}))?")
_NAMED_YEAR = re.compile(r"^(.+?)(?:关于)?(?=20\d\d年|二[〇○零])")
_NAMED_KIND = re.compile(r"^(.{4,}?)(?:关于)?(?:部门|单位|预算|决算)")
_LEADING_YEAR = re.compile(r"^20\d\d年度?")
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|院|中心|站|所|馆|校|园|大?队|处|本级|会|社|部|部门|公司|大学|学院|中学|小学|法院|检察院|机关|政府|党校|台)"
    r"(?:\(本级\)|\(机关\)|本级|机关)?$"
)
_DEPARTMENT_LINE = re.compile(r"^(\d{3})\s*[-—－]?\s*([^\d\s].+?)(?:\s*\(?(?:金额)?单位[:：].*)?$")
_UNIT_TAIL = re.compile(r"\s*[（(]?(?:金额)?单位\s*[:：]\s*[万亿]?元.*$")
_DEPARTMENT_LABELS = {"部门名称", "部门(单位)名称", "单位(部门)名称", "预算部门名称", "填报部门"}
_CODED_AUTHORITY = re.compile(
    r"^(?:[\[(（【]?(?P<code>\d{3,6})[\])）】]?[-—\s]*)?(?P<name>.*?)(?:\s*[\[(（【](?P<behind>\d{3,6})[\])）】])?$", re.DOTALL
)
_PROJECT_CODE = re.compile(r"(?<![0-9A-Z])(?P<region>\d{6})\d{2}[A-Z][0-9A-Z]{6}1[0-9A-Z]{5}(?![0-9A-Z])")


def describe(document: Document, recognised: set[str], records: Records) -> None:
    """Fill `records.document`: title, form, fiscal_year, region_code, region_name, department_code, department_name, is_draft.

    `recognised` are the names of the form modules that found something to read. What the document does not say is None.
    """
    front = _front(document)
    title = _title(front)
    units = list(_units(document))
    labels = dict(_labels(document))
    department = _department(title, front, units, labels)
    year = _fiscal_year(title, front, document)
    form = _form(title, recognised)
    if form == "self_evaluation" and labels.get("evaluations", 0) > 1 and department and year:
        # Several forms in one file have no title in common: each heading names its own project.
        kind = re.search(r"(?:项目|部门整体|整体)?支出绩效自评(?:价)?表", title or "")
        title = f"{department}{year}年度{kind[0] if kind else '项目支出绩效自评表'}"
    records.document.update(
        title=title,
        form=form,
        fiscal_year=year,
        region_code=_agreed(_PROJECT_CODE.findall(_codes_text(document))),
        region_name=_region_name(department, units),
        department_code=_agreed(code[:3] for code, _ in units) or (labels.get("authority_code") or "")[:3] or None,
        department_name=department,
        is_draft=any("草案" in line and _NOISE.match(line) for line in front) or "草案" in (title or "")[-6:],
    )
    if title and title.endswith(("(草案)", "（草案）")):
        records.document["title"] = title[:-4]


def _front(document: Document) -> list[str]:
    """Lines before the contents, the first heading or the first table, in comparable form; a sheet's title rows."""
    repeated = running_lines(document)
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [] if lines else _title_rows(block)
            break
        line = comparable(block.text)
        if lines and _HEADING.match(line):
            break
        if line and line not in repeated:
            lines.append(line)
        if len(lines) == 20:
            break
    return lines


def _title_rows(table: Table) -> list[str]:
    """Leading rows of a table that hold one text only: a sheet's title and unit lines."""
    lines: list[str] = []
    for row in table.grid()[:5]:
        texts = {comparable(cell.text) for cell in row if cell is not None} - {""}
        if len(texts) > 1:
            break
        lines += texts
    return lines


def _title(front: list[str]) -> str | None:
    """The title, broken over lines or not: the lines up to the one that completes a title's closing word."""
    found: str | None = None
    lines: list[str] = []
    parts: list[str] = []
    for line in front:
        if _NOISE.match(line) or _LABELLED.match(line) or declared_unit(line):
            if found:
                break
            parts = []
            continue
        if parts and (parts[-1].endswith(line) and len(line) <= len(parts[-1])):
            continue  # a cover's shadow text is extracted a second time
        parts.append(line)
        joined = "".join(parts)
        if found and _HEADING.match(line):
            break
        if match := list(_TITLE.finditer(joined)):
            complete = match[-1].end() == len(joined)
            if complete or (found is None and len(joined) < 60):
                found, lines = joined, list(parts)
    while (
        len(lines) > 1
        and (match := _NAMED_YEAR.match("".join(lines[1:])))
        and _ORGAN.search(match[1])
        and _REGION.match(match[1])
    ):
        lines = lines[1:]  # what stands above a line that begins with a place's department is a web page's or a book's own name
        found = "".join(lines)
    if found is None:
        found = next((line for line in front if len(line) >= 4 and not _NOISE.match(line) and not declared_unit(line)), None)
    return _printed_brackets(found)


def _printed_brackets(title: str | None) -> str | None:
    """Comparison turns full-width brackets into ASCII ones; titles are published with those that Chinese print uses."""
    return None if title is None else tidy(title.replace("(", "（").replace(")", "）"))


def _department(title: str | None, front: list[str], units: list[tuple[str, str]], labels: dict[str, Any]) -> str | None:
    """The department as a labelled line of the cover names it, else the title, the cover's 编制 line, a code or a cell."""
    for line in front:
        if (match := _LABELLED.match(line)) and _ORGAN.search(match["name"]):
            return match["name"]
    for pattern, text in ((_NAMED_YEAR, title or ""), (_NAMED_KIND, _LEADING_YEAR.sub("", title or ""))):
        if (match := pattern.match(text)) and _ORGAN.search(comparable(match[1])):
            return match[1]
    for line in front:
        if (match := re.match(r"^(.+?)编制$", line)) and _ORGAN.search(match[1]):
            return match[1]
    if coded := next((name for code, name in units if len(code) == 3), None):
        return coded
    if labels.get("authority"):
        return labels["authority"]
    return labels.get("department")


def _labels(document: Document) -> Iterator[tuple[str, Any]]:
    """What tables say of the whole document: the authority of self-evaluations (主管部门), how many there are, 部门：X lines."""
    evaluations = 0
    authority = code = department = None
    for table in document.tables():
        for row in table.grid():
            texts = _distinct(tidy(cell.text) for cell in row if cell is not None)
            for label, value in pairwise(texts):
                if comparable(label) in _DEPARTMENT_LABELS and _ORGAN.search(comparable(value)):
                    department = department or _CODED_AUTHORITY.match(value)["name"]
                if comparable(label).removeprefix("项目").startswith("主管部门"):
                    evaluations += 1
                    coded = _CODED_AUTHORITY.match(value)
                    authority = authority or coded["name"]
                    code = code or coded["code"] or coded["behind"]
    yield "evaluations", evaluations
    yield "authority", authority
    yield "authority_code", code
    if department:
        yield "department", department
        return
    for text in _texts(document):
        if (match := _LABELLED.match(comparable(text))) and _ORGAN.search(match["name"]):
            yield "department", match["name"]
            return


def _units(document: Document) -> Iterator[tuple[str, str]]:
    """Codes of three (department) or six digits (unit) with their names, as lines, cells or neighbouring cells print them."""
    for text in _texts(document):
        line = _UNIT_TAIL.sub("", text)
        if (unit := codes.unit_line(line)) and _is_unit(comparable(unit[1])):
            yield unit[0], tidy(unit[1]) or ""
        elif (match := _DEPARTMENT_LINE.match(tidy(line) or "")) and _is_department(comparable(match[2])):
            yield match[1], match[2]
    for table in document.tables():
        for row in table.grid():
            texts = _distinct(comparable(cell.text) for cell in row if cell is not None)
            for code, name in pairwise(texts):
                if (re.fullmatch(r"\d{6}", code) and _is_unit(name)) or (re.fullmatch(r"\d{3}", code) and _is_department(name)):
                    yield code, name


def _is_unit(name: str) -> bool:
    """Whether the words behind a six-digit code name a unit; a page break may have cut the name's end off."""
    return len(name) > 3 and not name.startswith("号") and bool(_ORGAN.search(name) or _REGION.match(name))


def _is_department(name: str) -> bool:
    """Three digits also begin economic classes (301 …) and document numbers: a place or the word 部门 must say which it is."""
    return bool(_ORGAN.search(name) and (_REGION.match(name) or name.endswith("部门")))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)


def _codes_text(document: Document) -> str:
    """Cells without white space: a code is broken by its cell at changing places."""
    return "\n".join(codes.joined(text) or "" for text in _texts(document) if len(text) < 80)


def _distinct(texts: Iterable[str | None]) -> list[str]:
    """Texts of a row's cells, a spanning cell once, blanks left out."""
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return kept


def _agreed(values: Iterable[str]) -> str | None:
    """The value that more than half of all agree on."""
    counted = Counter(values)
    if not counted:
        return None
    value, count = counted.most_common(1)[0]
    return value if count * 2 > counted.total() else None


def _fiscal_year(title: str | None, front: list[str], document: Document) -> int | None:
    """The year of the budget or of the accounts; never a date of print (2023年4月) nor the year of a document's number."""
    for line in front:
        if match := _YEAR_ALONE.match(line):
            return int(match[1])
    wording = [_arabic(comparable(title)), *(_arabic(line) for line in front)]
    for pattern in (_YEAR_OF_ACCOUNTS, _YEAR):
        for text in wording:
            if years := pattern.findall(text):
                return int(years[0])
    body = "\n".join(_arabic(comparable(text)) for text in _texts(document))
    years = Counter(_YEAR_OF_ACCOUNTS.findall(body)).most_common(1)
    return int(years[0][0]) if years else None


def _arabic(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda match: f"20{_CHINESE_DIGITS[match[1]]}{_CHINESE_DIGITS[match[2]]}年", text)


def _region_name(department: str | None, units: list[tuple[str, str]]) -> str | None:
    """The place in the department's name, else the one that most unit names begin with (县人社局 names none itself)."""
    for name in (department or "").removeprefix("中国共产党").removeprefix("中共"), department or "":
        if match := _REGION.match(name):
            return match[0]
    return _agreed(match[0] for _, name in units if (match := _REGION.match(name)))


def _form(title: str | None, recognised: set[str]) -> str:
    """The family that the title names, else the one that what was recognised belongs to."""
    plain = comparable(title)
    for pattern, family in FAMILIES:
        if pattern.search(plain) and (recognised or _TITLE.search(plain)):
            return family
    if "self_evaluation" in recognised:
        return "self_evaluation"
    if "statements" in recognised or "narrative" in recognised:
        return "budget_disclosure"
    if "hebei_target" in recognised and "contents" in recognised:
        return "performance_text"
    return "target_table" if any(name.endswith("_target") for name in recognised) else "unknown"
