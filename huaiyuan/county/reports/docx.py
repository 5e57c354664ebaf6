"""A docx template: read once, checked against a fixed list of placeholders, compiled, then filled in a few milliseconds.

docxtpl undoes what Word does to a placeholder (it cuts one into several runs) and turns its row tags into Jinja; the
rest is done here, because a county's file is foreign code: only names of the list, repeated rows and conditions pass,
no expression, filter or call does. The file itself is looked at for macros, outside links and oversize.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import errors
from huaiyuan.county.reports.types import Counted, Made, Value

LARGEST, LARGEST_UNFOLDED, MOST_MEMBERS = 5 * 1024 * 1024, 40 * 1024 * 1024, 400
PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
RELATION = re.compile(rb"<Relationship [^>]*>")
# Where the author's Word keeps its own template: a path on that machine, which a form does not need.
AUTHORS = (re.compile(rb"<Relationship [^>]*/attachedTemplate\"[^>]*/>"), re.compile(rb"<w:attachedTemplate[^>]*/>"))
PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|</w:(p)>")
BLANK, LINE_BREAK = "　　　　", Markup('</w:t><w:br/><w:t xml:space="preserve">')
UNKNOWN_WORD = "不明"
COUNTS = "_counts"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# 18 mm in the units of the format.
SIDE = 648000
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not,
    nodes.And, nodes.Or,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A code that a template may draw: where it lies in the file and how the file calls it."""

    relation: str
    part: str
    number: int


CODE, WEB = "小码", "网页码"
PICTURES = {
    CODE: Picture("rIdHuaiyuan", "media/huaiyuan-code.png", 990330),
    WEB: Picture("rIdHuaiyuanWeb", "media/huaiyuan-web.png", 990331),
}
# Stands where a template may draw a code and this sheet has none: one white dot, drawn nowhere.
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")


class Mark(str):
    """What stands on every form and is no cell of it: its number, the day, the small code."""

    __slots__ = ()


class Drawn(Markup):
    """The small code: markup that ends the text run, draws, and begins another."""

    __slots__ = ()


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    """What one placeholder becomes; counts cells as it goes."""
    if isinstance(value, Markup):
        return value
    counts = context.get(COUNTS)
    if value is None:
        counts[1] += 1
        return BLANK
    text = CONTROL.sub("", str(value))
    if not isinstance(value, Mark) and text:
        counts[1 if text.startswith(UNKNOWN_WORD) else 0] += 1
    return escape(text).replace("\n", LINE_BREAK)


ENVIRONMENT = ImmutableSandboxedEnvironment(autoescape=True, finalize=_finalize, extensions=[])


@dataclass(frozen=True)
class Allowed:
    """The placeholders of a form: single ones, and tables with their columns; those that must not be missing."""

    single: frozenset[str]
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()


class Template:
    """A compiled template; `words` are its own, placeholders among them."""

    def __init__(self, data: bytes, allowed: Allowed, title: str) -> None:
        self._title = title
        self._members = _opened(data)
        sources = {name: _patched(body) for name, body in self._members.items() if PART.fullmatch(name)}
        trees = {name: _parsed(source) for name, source in sources.items()}
        self._pictures = {
            name: PICTURES[name] for name in sorted(self._check(trees.values(), allowed) & PICTURES.keys())
        }
        self.words = "\n".join(words_of(source) for source in sources.values())
        self._parts = {name: ENVIRONMENT.from_string(source) for name, source in sources.items()}
        self._kept = {name: body for name, body in self._members.items() if name not in self._parts}
        self._let_draw()

    def _check(self, trees: Iterable[nodes.Template], allowed: Allowed) -> set[str]:
        """The placeholders it uses. Raises FORMS_NOT_ALLOWED, FORMS_UNKNOWN, FORMS_LACKING."""
        unknown: dict[str, None] = {}
        used: set[str] = set()
        for tree in trees:
            for found in tree.find_all(nodes.Node):
                if isinstance(found, (nodes.Expr, nodes.Stmt)) and not isinstance(found, ALLOWED):
                    raise DomainError(errors.NOT_ALLOWED, what=WORDS.get(type(found).__name__, type(found).__name__))
            _walk(tree, allowed, {}, used, unknown)
        if unknown:
            raise DomainError(
                errors.UNKNOWN, form=self._title, names="、".join(f"{{{{ {name} }}}}" for name in unknown)
            )
        if lacking := allowed.needed - used:
            names = "、".join(f"{{{{ {name} }}}}" for name in sorted(lacking))
            raise DomainError(errors.LACKING, names=names)
        return used

    def _let_draw(self) -> None:
        """Let every part that may draw a code know where its picture lies."""
        added = "".join(
            f'<Relationship Id="{one.relation}" Type="{IMAGE}" Target="{one.part}"/>' for one in self._pictures.values()
        )
        for name in self._parts:
            folder, _, file = name.rpartition("/")
            rels = f"{folder}/_rels/{file}.rels"
            body = self._kept.get(rels, f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()).decode()
            body = re.sub(r"<Relationships([^>]*)/>", r"<Relationships\1></Relationships>", body)
            self._kept[rels] = body.replace("</Relationships>", f"{added}</Relationships>").encode()
        types = self._kept["[Content_Types].xml"].decode()
        if 'Extension="png"' not in types:
            types = types.replace("<Override", '<Default Extension="png" ContentType="image/png"/><Override', 1)
        self._kept["[Content_Types].xml"] = types.encode()

    def fill(self, values: Mapping[str, Value], codes: Mapping[str, bytes]) -> Made:
        """The finished file, how many cells it had and its words. `codes` are PNGs by placeholder: 小码, and 网页码 where
        there is one."""
        counts = [0, 0]
        drawn = {name: Drawn(_drawing(name)) if codes.get(name) else "" for name in PICTURES}
        context = {**values, **drawn, COUNTS: counts}
        parts = {name: part.render(context) for name, part in self._parts.items()}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for name in self._members:
                if name in parts:
                    out.writestr(name, parts[name])
                elif name in self._kept:
                    out.writestr(name, self._kept[name])
            for name in self._kept.keys() - self._members.keys():
                out.writestr(name, self._kept[name])
            for name, picture in self._pictures.items():
                out.writestr(f"word/{picture.part}", codes.get(name) or DOT, zipfile.ZIP_STORED)
        return Made(stream.getvalue(), Counted(*counts), "\n".join(words_of(part) for part in parts.values()))


WORDS = {
    "Call": "括号（函数）", "Filter": "|", "Getitem": "[ ]", "Add": "+", "Sub": "-", "Mul": "*", "Concat": "~",
    "Const": "固定的数或文字", "Compare": "比较", "Assign": "set", "Include": "include", "Import": "import",
    "Macro": "macro", "Block": "block", "Extends": "extends", "TemplateData": "文字",
}  # fmt: skip


def _walk(
    node: nodes.Node, allowed: Allowed, rows: Mapping[str, frozenset[str]], used: set[str], unknown: dict[str, None]
) -> None:
    """Every name against the list; `rows` are the names of loops with the columns of what they run over."""
    if isinstance(node, nodes.For):
        over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        if over not in allowed.tables:
            unknown[over or "逐行重复"] = None
            return
        used.add(over)
        for child in (*node.body, *node.else_):
            _walk(child, allowed, {**rows, target: allowed.tables[over]}, used, unknown)
        return
    if isinstance(node, nodes.Getattr):
        of = node.node.name if isinstance(node.node, nodes.Name) else ""
        if node.attr not in rows.get(of, frozenset()):
            unknown[f"{of}.{node.attr}"] = None
        return
    if isinstance(node, nodes.Name):
        if node.name not in allowed.single and node.name not in allowed.tables:
            unknown[node.name] = None
        used.add(node.name)
        return
    for child in node.iter_child_nodes():
        _walk(child, allowed, rows, used, unknown)


def _parsed(source: str) -> nodes.Template:
    try:
        return ENVIRONMENT.parse(source)
    except TemplateSyntaxError as fault:
        raise DomainError(errors.SYNTAX, why=_broken(source)) from fault


def _broken(source: str) -> str:
    """Which placeholder cannot be read; Word shows no line numbers, so it is named by itself."""
    for tag in PLACEHOLDER.findall(source):
        try:
            ENVIRONMENT.parse(tag)
        except TemplateSyntaxError:
            return f"“{words_of(tag) or tag[:40]}”读不懂"
    for opens, closes in (("{{", "}}"), ("{%", "%}")):
        if source.count(opens) != source.count(closes):
            return f"“{opens}”和“{closes}”没有成对"
    return "逐行重复或“如果”没有收尾（{%tr endfor %}、{% endif %}）"


def _patched(body: bytes) -> str:
    # Slow to load, and of all commands and workers few ever fill a form.
    from huaiyuan.county.reports.patching import patched  # noqa: PLC0415

    return patched(body)


def _opened(data: bytes) -> dict[str, bytes]:
    """The members of a file that may be taken. Raises FORMS_NOT_DOCX, FORMS_TOO_LARGE."""
    if len(data) > LARGEST:
        raise DomainError(errors.TOO_LARGE, limit=LARGEST // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            listed = book.infolist()
            if len(listed) > MOST_MEMBERS or sum(one.file_size for one in listed) > LARGEST_UNFOLDED:
                raise DomainError(errors.TOO_LARGE, limit=LARGEST // 1024 // 1024)
            members = {one.filename: book.read(one) for one in listed if not one.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as failure:
        raise DomainError(errors.NOT_DOCX, why="打不开") from failure
    for name in [one for one in members if "settings.xml" in one]:
        for pattern in AUTHORS:
            members[name] = pattern.sub(b"", members[name])
    if why := next(_unfit(members), ""):
        raise DomainError(errors.NOT_DOCX, why=why)
    return members


def _unfit(members: Mapping[str, bytes]) -> Iterator[str]:
    if "word/document.xml" not in members or "[Content_Types].xml" not in members:
        yield "里面没有 Word 正文"
    for name, body in members.items():
        if name.endswith(("vbaProject.bin", "vbaData.xml")) or "/embeddings/" in name or "/activeX/" in name:
            yield "里面有宏或嵌入的对象"
        if name.endswith((".xml", ".rels")) and b"<!" in body.replace(b"<!--", b""):
            yield "里面有不认得的声明"
        if any(b"External" in one and b"/hyperlink" not in one for one in RELATION.findall(body)):
            yield "里面连着外部的文件"


def words_of(part: str) -> str:
    """The words of a part, a line a paragraph."""
    found = "".join("\n" if end else text for text, end in TEXT.findall(part))
    return (
        found.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
    )


def _drawing(placeholder: str) -> str:
    name, number, relation = placeholder, PICTURES[placeholder].number, PICTURES[placeholder].relation
    return (
        '</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{SIDE}" cy="{SIDE}"/><wp:docPr id="{number}" name="{name}" descr="{name}"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="0" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{SIDE}" cy="{SIDE}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve">'
    )
