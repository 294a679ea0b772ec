"""Web pages (lxml): text as lines, data tables with their spans; tables that only frame the page are walked through.

Not in here: saved single-file pages (.mht) and what scripts would load. The page's own noise (scripts, menus, footers,
bread crumbs) is left out only where it says what it is and holds no table. Tables in hidden elements (tabs that a script
would show) come as hidden.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html
from msgspec import structs

from yusuan import media
from yusuan.document import Block, Document, Note, Paragraph, Rejected, Table
from yusuan.readers.blocks import Blocks, Placed
from yusuan.readers.html_bytes import decoded, is_cut_off
from yusuan.readers.html_items import field, is_attachment, is_large, is_mark, is_picture, list_number
from yusuan.readers.html_styles import Styles

MAX_BYTES = 64 * 2**20
_MAX_SPAN = 1000  # of columns, as browsers do

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li"),
    *("main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_SKIPPED = {
    *("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "embed", "audio", "video", "canvas"),
    *("select", "option", "button", "input", "textarea", "del"),
}
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_NO_ROWS = frozenset(("table", "caption", "colgroup", *_SKIPPED))
_NOISE_TAGS = frozenset(("nav", "footer", "aside"))
_NOISE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar"))
_NOISE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|foot|footer|copyright|share|toolbar|sidebar|pagination|pager)"
    r"\d*(?=$|[-_\s])",
    re.I,
)
# Lines of Chinese government sites around every article, where no class or tag tells them.
_SITE_LINE = re.compile(
    r"^您?(?:现在|当前)?(?:所在)?的?位置\s*[:：是]|版权所有|ICP备|公网安备|网站标识码|^\s*(?:上|下)一篇\s*[:：]"
)
_ARTICLE_DATA = re.compile(
    r"(发布时间|发布日期|发布机构|信息来源|来源|浏览次数|浏览量|点击数|阅读次数|字体|字号|打印|分享)\s*[:：]"
)
# The table in which sites register a page (政府信息公开目录).
_REGISTER = re.compile(
    r"(?:索引号|主题分类|信息分类|公开类别|主题词|发布机构|公开主体|发文机关|(?:发文|发布|成文|公开|生成)日期|(?:发文)?(?:文|字)号|有效性)(?:[:：]|$)"
)
_SECTION = re.compile(r"第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_REGISTER = 8  # rows
_LONGEST_NOISE = 200
_LONGEST_HEAD = 80
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")

_FIELDS = frozenset(("input", "textarea", "select"))
_TOO_DEEP = Note(
    "extraction.truncated", "网页嵌套过深，深处的内容没有读到", "The page is nested too deeply: what lies deep was not read"
)
_CUT_OFF = Note(
    "extraction.file_cut_off", "网页没有结尾，可能没有下载完整，内容可能不全", "the page has no end: it may be cut off"
)

OnLine = Callable[[str, int | None], None]
OnTable = Callable[[etree._Element, bool], None]
Row = tuple[etree._Element, etree._Element]  # a row and the group that it stands in, beyond which no cell spans


def read(path: Path, sha256: str) -> Document:
    """Raises Rejected for a page without text or far too long, Damaged for tables beyond all measure."""
    if path.stat().st_size > MAX_BYTES:
        raise Rejected(f"网页超过{MAX_BYTES // 2**20}MB，不是单个部门的文件")
    text, notes = decoded(path.read_bytes())
    if is_cut_off(text):
        notes.append(_CUT_OFF)
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", text.replace("\0", "")), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Rejected("网页没有内容") from error
    too_deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    page = _Page(root)
    page.walk(root, page.line, page.table)
    if not page.blocks.blocks:
        raise Rejected(_why_empty(root, too_deep))
    blocks = _from_title(page.blocks.blocks, root.findtext(".//title") or "")
    notes += [_TOO_DEEP] * too_deep + list(page.notes())
    return Document(sha256, media.HTML, "html", None, tuple(blocks), tuple(notes))


def _why_empty(root: etree._Element, too_deep: bool) -> str:
    if too_deep:
        return "网页嵌套过深，读不到其中的文字：请在浏览器中打开后另存"
    if next(root.iter("frame"), None) is not None:
        return "网页由框架（frame）拼成，正文在另外的文件里：请打开框架中的页面后另存"
    return "网页没有文字内容（可能由脚本载入）：请在浏览器中打开后另存"


class _Page:
    """One page on its way into blocks."""

    def __init__(self, root: etree._Element):
        self.blocks = Blocks()
        self._styles = Styles(root)
        self._struck = self._blind = 0  # deleted texts; cells that hold a picture and no text
        self._elsewhere = 0  # pictures, frames and attachments outside of tables

    def notes(self) -> Iterator[Note]:
        """What of the page was no text. Pictures and attachments beside tables are the rule and say nothing."""
        unread = self._blind or (0 if any(isinstance(block, Table) for block in self.blocks.blocks) else self._elsewhere)
        if unread:
            yield Note(
                "extraction.not_text",
                f"网页中有{unread}处图片、框架或附件，其中的内容没有读取：如有数据，请把附件或文字版一并放入",
                f"{unread} pictures, frames or attachments of the page: what they hold was not read",
            )
        hidden = sum(1 for block in self.blocks.blocks if isinstance(block, Table) and block.hidden)
        if hidden:
            yield Note(
                "extraction.hidden_text",
                f"网页中有{hidden}个表格是隐藏的（例如没有选中的标签页），只保留单元格，未采用：如是正文，请逐页另存后放入",
                f"{hidden} tables are hidden (tabs that are not chosen): their cells are kept, nothing is taken from them",
            )
        if self._struck:
            yield Note(
                "extraction.hidden_text",
                f"网页中有{self._struck}处标为删除的文字，未采用",
                f"{self._struck} texts of the page are marked as deleted: left out",
                severity="info",
            )

    def walk(self, root: etree._Element, on_line: OnLine, on_table: OnTable, in_cell: bool = False) -> None:
        """Reports lines of text (with the level of a heading) and data tables in reading order.

        In a cell the fields of a form show their values and lists their numbers; elsewhere they are mostly the site's.
        Not recursive: pages nest deeply.
        """
        pending: list[str] = []
        level: int | None = None

        def flush() -> None:
            line = "\n".join(part.strip(" ") for part in "".join(pending).split("\n")).strip()
            if line:
                on_line(line, level)
            pending.clear()

        steps = etree.iterwalk(root, events=("start", "end"))
        for event, element in steps:
            tag = element.tag
            if event == "start":
                if tag in _BLOCKS:
                    flush()
                elif tag == "br":
                    pending.append("\n")
                if element is not root and (tag in _SKIPPED or _is_noise(element)):
                    if in_cell and tag in _FIELDS:
                        pending.append(field(element))
                    self._struck += tag == "del" and bool("".join(element.itertext()).strip())
                    self._elsewhere += (
                        tag in ("iframe", "object", "embed") and is_large(element) and not self._styles.hides(element)
                    )
                    steps.skip_subtree()
                elif element is not root and self._styles.hides(element):
                    for table in _outermost_tables(element):
                        on_table(table, True)
                    steps.skip_subtree()
                elif tag == "table" and element is not root and not self._is_layout(element):
                    on_table(element, False)
                    steps.skip_subtree()
                else:
                    if tag in _HEADINGS:
                        level = _HEADINGS[tag]
                    if tag == "li" and in_cell:
                        pending.append(list_number(element))
                    elif tag == "sup" and is_mark(pending, element):
                        pending.append("^")  # a mark or an exponent, no further digits of the number
                    self._elsewhere += is_picture(element) or is_attachment(element)
                    pending.append(_spaced(element.text, element))
                continue
            if tag in _BLOCKS:
                flush()
            if tag in _HEADINGS:
                level = None
            if element is not root:
                parent = element.getparent()
                if parent is not None and element.getnext() is not None and self._styles.flexes(parent):
                    pending.append("\t")
                pending.append(_spaced(element.tail, parent))
        flush()

    def line(self, text: str, level: int | None) -> None:
        """A line of the page's text, unless it is what sites print around every article."""
        if len(text) > _LONGEST_NOISE or not (_SITE_LINE.search(text) or len(set(_ARTICLE_DATA.findall(text))) >= 2):
            self.blocks.paragraph(text, level)

    def table(self, element: etree._Element, hidden: bool) -> None:
        """A data table, and after it the tables within its cells."""
        waiting = [element]
        for table in waiting:  # grows while it runs: nested tables follow their parent
            for caption in table.iterchildren("caption"):
                self.walk(caption, self.blocks.paragraph, lambda inner, _: waiting.append(inner))
            placed, rows = self._placed(table, waiting)
            if rows <= _LONGEST_REGISTER and sum(1 for cell in placed if _REGISTER.match("".join(cell.text.split()))) >= 3:
                continue
            if rows == 1 and sum(1 for cell in placed if cell.text) <= 3:
                self.line("\t".join(cell.text.replace("\n", " ") for cell in placed if cell.text), None)
            else:
                self.blocks.titled_table(placed, rows, hidden=hidden)

    def _placed(self, table: etree._Element, nested: list[etree._Element]) -> tuple[list[Placed], int]:
        """Cells at their places by the rules of HTML 4.9.12 ("forming a table"); where spans overlap, the earlier stays."""
        rows = [found for found in self._rows(table) if not self._styles.hides(found[0])]
        placed: list[Placed] = []
        taken: dict[int, int] = {}  # column -> first row that is free again below a spanning cell
        end = 0  # of the group of rows
        for r, (row, group) in enumerate(rows):
            column = 0
            if r >= end:
                end = next((at for at in range(r, len(rows)) if rows[at][1] is not group), len(rows))
            below = end - r
            for cell in row.iterchildren("td", "th"):
                if self._styles.hides(cell):
                    continue
                while taken.get(column, 0) > r:
                    column += 1
                lines = self._lines(cell, nested)
                self._blind += not lines and any(is_picture(item) for item in cell.iter("img"))
                width = 1
                while width < _span(cell, "colspan", _MAX_SPAN) and taken.get(column + width, 0) <= r:
                    width += 1
                height = _span(cell, "rowspan", below) or below
                placed.append(Placed(r, column, "\n".join(lines), height, width))
                for covered in range(column, column + width):
                    taken[covered] = r + height
                column += width
                self.blocks.check(len(rows), column)
        return placed, len(rows)

    def _lines(self, cell: etree._Element, nested: list[etree._Element]) -> list[str]:
        """The lines of a cell; the tables within it are added to `nested`."""
        if len(cell) == 0:
            text = _spaced(cell.text, cell).strip()
            return [text] if text else []
        lines: list[str] = []
        self.walk(cell, lambda line, _: lines.append(line), lambda inner, _: nested.append(inner), in_cell=True)
        return lines

    def _rows(self, table: etree._Element) -> list[Row]:
        """The table's own rows as they are shown: the foot below all others, wherever it is written."""
        rows = list(self._written(table, table))
        foot = next((group for _, group in rows if group.tag == "tfoot"), None)
        return [row for row in rows if row[1] is not foot] + [row for row in rows if row[1] is foot]

    def _written(self, element: etree._Element, group: etree._Element, depth: int = 8) -> Iterator[Row]:
        """Rows in the order of the page, also those within wrappers that do not belong there (forms), not of nested tables."""
        for child in element.iterchildren(etree.Element):
            if child.tag == "tr":
                yield child, group
            elif depth and child.tag not in _NO_ROWS and not self._styles.hides(child):
                yield from self._written(child, child if child.tag in _GROUPS else group, depth - 1)

    def _is_layout(self, table: etree._Element) -> bool:
        """Whether a table only places blocks on the page.

        A table of one column is; one with tables or headings in its cells is, unless most of its own cells hold short texts.
        """
        if table.get("role") == "presentation":
            return True
        rows = [list(row.iterchildren("td", "th")) for row, _ in self._rows(table)]
        if max((len(row) for row in rows), default=0) < 2:
            return True
        filled = plain = framing = 0
        for row in rows:
            for cell in row:
                frames = next(cell.iter("table", "h1", "h2", "h3"), None) is not None
                text = "" if frames else "".join(cell.itertext()).strip()
                framing += frames
                filled += frames or bool(text)
                plain += bool(text) and len(text) < 200
        return framing > 0 and (plain < 4 or plain * 10 < filled * 7)


def _from_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks from the article's heading on: the line before any table that the page's own title repeats, the longest of them.

    What precedes it is the site's head. A page whose title says something else stays whole. A heading that the lines after it
    repeat is the site's copy of the document's own title.
    """
    bare = "".join(title.split())
    head = []
    for block in blocks[:_LONGEST_HEAD]:
        if not isinstance(block, Paragraph):
            break
        head.append("".join(block.text.split()))
    repeated = [
        number
        for number, text in enumerate(head)
        if len(text) > 5 and not _SECTION.match(text) and (text in bare or (bare in text and len(bare) > 5))
    ]
    first = max(repeated, key=lambda number: len(head[number]), default=0)
    if any(_SECTION.match(text) or "。" in text for text in head[:first]):
        return blocks  # that is the document already, which only names itself once more
    if repeated and any("".join(head[first + 1 : first + 1 + count]) == head[first] for count in (1, 2, 3)):
        first += 1
    if first == 0:
        return blocks
    skipped = blocks[first].start
    return [
        structs.replace(block, start=block.start - skipped) if isinstance(block, Paragraph) else block for block in blocks[first:]
    ]


def _spaced(text: str | None, parent: etree._Element | None) -> str:
    if not text:
        return ""
    if parent is not None and parent.tag == "pre":
        return text
    return _SPACE.sub(" ", text)


def _span(cell: etree._Element, name: str, bound: int) -> int:
    """A span as written, between 1 and `bound`; 0 where the page says 0 ("to the end", for rows alone)."""
    written = cell.get(name)
    if written is None:
        return 1
    found = re.match(r"\s*(\d{1,9})", written)
    value = int(found[1]) if found else 1
    return 0 if value == 0 and name == "rowspan" else max(1, min(value, bound))


def _is_noise(element: etree._Element) -> bool:
    """Whether the element calls itself a part of the site rather than of the document, and nothing in it objects."""
    if element.tag in ("body", "html", "main", "article", "td", "th", "tr", "tbody", "table", "p", "span"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not (element.tag in _NOISE_TAGS or element.get("role") in _NOISE_ROLES or _NOISE_NAMES.search(names)):
        return False
    return next(element.iter("table", "h1"), None) is None


def _outermost_tables(element: etree._Element) -> Iterator[etree._Element]:
    steps = etree.iterwalk(element, events=("start",), tag="table")
    for _, table in steps:
        yield table
        steps.skip_subtree()
