"""What readers see of a release: declared types in every reader, one id for one content, whole at any moment."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from schemas import DATASETS
from yusuan import datapackage, partitions
from yusuan.dictionary import render as render_dictionary
from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.records import Records, in_cells
from yusuan.release import current, publish
from yusuan.typed import merge
from yusuan.validate import tables_of, to_tables, validate

ONE, TWO, THREE = "0123456789abcdef", "3123456789abcdef", "fedcba9876543210"


@functools.cache
def document_tables(document_id: str, year: int | None):
    cells = (Cell(0, 0, "预算数", page=1, sources=("t001-r000-c00",)), Cell(0, 1, "3.00", page=1, sources=("t001-r000-c01",)))
    table = Table(1, 1, 2, cells, page=1)
    document = Document(document_id + "0" * 48, "application/pdf", "pdf", 1, (Paragraph("绩效文本", 0, 1), table))
    made = Records(document_id, {"form": "performance_text", "fiscal_year": year, "department_name": "某县人社局"})
    for place, amount in (("p02", "0.10"), ("p01", "30000.00")):
        values = {"title": "某项目", "project_code_check": "not_applicable", "project_name": "某项目", "page": 1}
        values |= {"budget_yuan": Decimal(amount), "printed_unit": "万元", "printed_decimals": 2}
        made.add("projects", "project_id", place, values, {"budget_yuan": in_cells(cells[1])})
    made.find("extraction.example", "info", "仅为举例。", "An example only.", page=1)
    return validate({document_id: tables_of(made, document)})[document_id].tables


@functools.cache
def check(owner: str, document_id: str | None, year: int, status: str = "exact"):
    row = {"check_id": f"{owner}-D1-1", "document_id": document_id, "fiscal_year": year, "rule": "D1", "scope": "department"}
    row |= {"measure": "yuan", "expected": Decimal("30000.1"), "actual": Decimal("30000.10"), "difference": Decimal(0)}
    rows = {"reconciliations": [row | {"tolerance": Decimal(0), "status": status, "explanation": "各项目之和等于合计"}]}
    return validate({owner: to_tables(rows, owner)})[owner].tables


def tables():
    yield merge(document_tables(ONE, 2024), check(ONE, ONE, 2024))
    yield document_tables(TWO, 2023)
    yield document_tables(THREE, None)
    yield check("department-1", None, 2024)


def known_tables():
    yield from list(tables())[:2]


def documents():
    known = {"media_type": "application/pdf", "byte_size": 1000}
    return [
        {"document_id": TWO, "sha256": TWO + "0" * 48, "source_path": "b.pdf", **known},
        {"document_id": ONE, "sha256": ONE + "0" * 48, "source_path": "a.pdf", **known},
        {"document_id": ONE, "sha256": ONE + "0" * 48, "source_path": "archive.zip!/a.pdf", **known},
        {"document_id": THREE, "sha256": THREE + "0" * 48, "source_path": "c.pdf", **known},
        {
            "document_id": "f" * 16,
            "sha256": None,
            "source_path": "\udcff.txt",
            "media_type": None,
            "byte_size": None,
            "status": "rejected",
            "status_reason": "没有读取权限",
        },
    ]


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A release with two years, a document of unknown year and a rejected file."""
    out = tmp_path_factory.mktemp("out")
    return publish(out, documents(), tables, {"run_id": "r1"}, version="v1").path


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """A release whose documents all have a year."""
    out = tmp_path_factory.mktemp("plain")
    return publish(out, documents()[:3], known_tables, version="v1").path


def declared(dataset: str) -> pa.Schema:
    return DATASETS[dataset].arrow_schema()


# --- Readers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_reader_finds_the_declared_types_with_its_plainest_call(plain: Path, dataset: str):
    """The partition key is a number in all of them, of the reader's own choice of width; all other columns are as declared."""
    folder, schema = str(plain / dataset), partitions.file_schema(dataset)

    frame = pd.read_parquet(folder, dtype_backend="pyarrow")
    assert [str(frame.dtypes[name].pyarrow_dtype) for name in schema.names] == [str(kind) for kind in schema.types]
    assert set(pd.read_parquet(folder)["fiscal_year"].cat.categories) <= {2023, 2024}

    table = pq.read_table(folder)
    assert table.select(schema.names).schema.equals(schema)
    assert pa.types.is_integer(table.schema.field("fiscal_year").type.value_type)

    columns = pl.read_parquet(folder).schema
    expected = pl.from_arrow(schema.empty_table()).schema
    assert {name: columns[name] for name in schema.names} == dict(expected)
    assert columns["fiscal_year"].is_integer()

    found = dict(duckdb.sql(f"select column_name, column_type from (describe from '{folder}/*/*.parquet')").fetchall())
    empty = schema.empty_table()
    assert dict(duckdb.sql("select column_name, column_type from (describe from empty)").fetchall()).items() <= found.items()
    assert len(empty) == 0 and found["fiscal_year"] == "BIGINT"


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_reader_takes_the_declared_schema_also_where_a_year_is_unknown(release: Path, dataset: str):
    folder, schema = str(release / dataset), declared(dataset)
    assert pa.dataset.dataset(folder, schema=schema, partitioning="hive").to_table().schema.equals(schema)
    frame = pd.read_parquet(folder, schema=schema, dtype_backend="pyarrow")
    assert [str(frame.dtypes[name].pyarrow_dtype) for name in schema.names] == [str(kind) for kind in schema.types]
    assert pl.read_parquet(folder, hive_schema={"fiscal_year": pl.Int16}).schema["fiscal_year"] == pl.Int16
    years = f"from read_parquet('{folder}/*/*.parquet', hive_types = {{'fiscal_year': SMALLINT}})"
    assert duckdb.sql(f"select typeof(fiscal_year) {years} limit 1").fetchall() in ([], [("SMALLINT",)])


def test_figures_arrive_exactly(release: Path):
    sql = f"select sum(budget_yuan), count(*) from '{release}/projects/*/*.parquet' where fiscal_year = 2024"
    assert duckdb.sql(sql).fetchall() == [(Decimal("30000.10"), 2)]
    frame = pd.read_parquet(release / "projects", dtype_backend="pyarrow")
    assert frame["budget_yuan"].sum() == Decimal("90000.30")


def test_rows_are_sorted_by_key_and_documents_by_path(release: Path):
    projects = pq.read_table(release / "projects" / "fiscal_year=2024" / "part-0.parquet")
    assert projects["project_id"].to_pylist() == [f"{ONE}-p01", f"{ONE}-p02"]
    found = duckdb.sql(f"select source_path, fiscal_year, status, form from '{release}/documents/*/*.parquet' order by 1")
    assert found.fetchall() == [
        ("\\udcff.txt", None, "rejected", "unknown"),
        ("a.pdf", 2024, "parsed", "performance_text"),
        ("archive.zip!/a.pdf", 2024, "parsed", "performance_text"),
        ("b.pdf", 2023, "parsed", "performance_text"),
        ("c.pdf", None, "parsed", "performance_text"),
    ]


def test_the_fields_of_a_file_say_what_they_are(release: Path):
    field = pq.read_schema(release / "projects" / "fiscal_year=2024" / "part-0.parquet").field("budget_yuan")
    assert {name.decode(): value.decode() for name, value in field.metadata.items() if name != b"PARQUET:field_id"} == {
        "title": "预算数",
        "description": "Budget of the project",
        "unit": "yuan",
    }


def test_a_dataset_without_rows_is_a_file_in_the_latest_year(release: Path):
    assert [path.parent.name for path in (release / "evaluations").rglob("*.parquet")] == ["fiscal_year=2024"]
    assert pq.read_metadata(release / "evaluations" / "fiscal_year=2024" / "part-0.parquet").num_rows == 0


def test_a_release_of_nothing_is_a_release(tmp_path: Path):
    empty = publish(tmp_path, [], lambda: iter(()), version="v1")
    assert {path.parent.name for path in empty.path.rglob("*.parquet")} == {f"fiscal_year={partitions.UNKNOWN_YEAR}"}
    assert set(empty.counts.values()) == {0}
    assert frictionless.Package(str(empty.path / "datapackage.json")).validate().valid


# --- Description --------------------------------------------------------------------------------------------------------


def test_frictionless_accepts_the_package_and_notices_a_changed_file(release: Path, tmp_path: Path):
    assert frictionless.Package(str(release / "datapackage.json")).validate().valid
    descriptor = json.loads((release / "datapackage.json").read_text())
    assert {resource["path"] for resource in descriptor["resources"]} == {
        path.relative_to(release).as_posix() for path in release.rglob("*.parquet")
    }
    descriptor["resources"] = [resource | {"hash": "sha256:" + "0" * 64} for resource in descriptor["resources"][:1]]
    report = frictionless.Package(descriptor, basepath=str(release)).validate()
    assert report.flatten(["type"]) == [["hash-count"]]


def test_frictionless_accepts_the_rows_by_the_table_schemas(release: Path):
    """The constraints of the package are those that the rows were let in by."""
    for resource in json.loads((release / "datapackage.json").read_text())["resources"]:
        if resource["row_count"]:
            rows = pq.read_table(release / resource["path"], partitioning=None).to_pylist()
            report = frictionless.Resource(data=rows, schema=frictionless.Schema.from_descriptor(resource["schema"])).validate()
            assert report.valid, report.flatten(["note"])


def test_the_package_states_size_digest_rows_and_constraints(release: Path):
    resources = {r["path"]: r for r in json.loads((release / "datapackage.json").read_text())["resources"]}
    found = resources["projects/fiscal_year=2024/part-0.parquet"]
    content = (release / found["path"]).read_bytes()
    assert (found["bytes"], found["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert (found["row_count"], found["partition"]) == (2, {"fiscal_year": 2024})
    assert found["title"] == "预算项目 / Budget projects with their performance-target tables"
    fields = {field["name"]: field for field in found["schema"]["fields"]}
    assert fields["budget_yuan"]["arrow_type"] == "decimal128(20, 2)"
    assert fields["unit_code"]["constraints"] == {"pattern": r"^\d{6}$"}
    assert fields["project_id"]["constraints"] == {"required": True, "unique": True, "minLength": 16}
    assert found["schema"]["primaryKey"] == ["project_id"]


def test_every_declared_check_has_a_word_in_the_package():
    for dataset in DATASETS:
        assert list(datapackage.constraints(dataset)) == declared(dataset).names


def test_the_dictionary_names_every_column_in_both_languages():
    text = render_dictionary()
    for dataset in DATASETS:
        section = text.split(f"\n## {dataset}\n")[1].split("\n## ")[0]
        for field in declared(dataset):
            assert f"| `{field.name}` | {field.metadata[b'title'].decode()} |" in section
    assert "| `budget_yuan` | 预算数 | `decimal128(20, 2)` | 元 yuan |" in text


def test_the_manifest_belongs_to_the_run(release: Path):
    assert json.loads((release / "manifest.json").read_text()) == {"release_id": release.name, "run_id": "r1"}


# --- The id and the switch ----------------------------------------------------------------------------------------------


def contents(release: Path) -> dict[str, bytes]:
    return {str(p.relative_to(release)): p.read_bytes() for p in sorted(release.rglob("*")) if p.is_file()}


def test_the_same_rows_are_the_same_release_wherever_it_lies(release: Path, tmp_path: Path):
    again = publish(tmp_path / "deep" / "er", documents(), tables, {"run_id": "r1"}, version="v1")
    assert again.release_id == release.name
    assert contents(again.path) == contents(release)
    assert again.counts["documents"] == 5 and again.counts["cells"] == 6


def test_publishing_again_writes_nothing(tmp_path: Path):
    first = publish(tmp_path, documents(), tables, {"run_id": "r1"}, version="v1")
    before = {path: path.stat().st_mtime_ns for path in first.path.rglob("*")}
    second = publish(tmp_path, documents(), tables, {"run_id": "r2"}, version="v1")
    assert (first.is_new, second.is_new) == (True, False)
    assert second.path == first.path
    assert {path: path.stat().st_mtime_ns for path in first.path.rglob("*")} == before
    assert os.readlink(tmp_path / "current") == f"releases/{first.release_id}"
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [first.release_id]


def test_other_code_or_other_rows_are_another_release(tmp_path: Path):
    ids = [
        publish(tmp_path, documents(), tables, version="v1").release_id,
        publish(tmp_path, documents(), tables, version="v2").release_id,
        publish(tmp_path, documents()[:3], known_tables, version="v1").release_id,
    ]
    assert len(set(ids)) == 3
    assert current(tmp_path) == tmp_path / "releases" / ids[-1]


def test_a_damaged_release_is_written_anew(tmp_path: Path):
    first = publish(tmp_path, documents(), tables, version="v1")
    (first.path / "projects" / "fiscal_year=2024" / "part-0.parquet").unlink()
    again = publish(tmp_path, documents(), tables, version="v1")
    assert (again.is_new, again.release_id) == (True, first.release_id)
    assert frictionless.Package(str(tmp_path / "current" / "datapackage.json")).validate().valid


def test_there_is_no_current_release_before_the_first(tmp_path: Path):
    assert current(tmp_path) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda: [document_tables(TWO, 2023), document_tables(ONE, 2024)], f"tables of document {ONE} come after those of {TWO}"),
        (lambda: [document_tables(ONE, 2024), document_tables(ONE, 2024)], f"tables of document {ONE} come after"),
        (lambda: [merge(document_tables(ONE, 2024), document_tables(ONE, 2024))], "two records with one id"),
        (lambda: [check("department-1", None, 2024), check("department-1", None, 2024)], "two records with the id department-1"),
        (lambda: [document_tables(ONE, 2024)], "b.pdf: neither data nor a reason"),
    ],
)
def test_what_cannot_be_right_is_not_published(tmp_path: Path, wrong, reason: str):
    with pytest.raises(ValueError, match=reason):
        publish(tmp_path, documents()[:2], wrong, version="v1")
    assert current(tmp_path) is None
    assert list((tmp_path / "releases").iterdir()) == []


_MOMENTS = ("_release_id:1", "_write_json:2", "_sync:9", "_switch:1", "replace:1")
_DYING = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from yusuan import release
    from test_release import documents, tables

    def publish_and_die(out, name, count):
        owner = release if hasattr(release, name) else os
        real, calls = getattr(owner, name), iter(range(1, count + 1))
        def dying(*arguments, **options):
            if next(calls) == count:
                os._exit(9)
            return real(*arguments, **options)
        setattr(owner, name, dying)
        release.publish(out, documents(), tables, version="v2")

    for out in map(Path, sys.argv[2:]):
        if not (child := os.fork()):
            name, count = out.name.split(":")
            publish_and_die(out, name, int(count))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")


def test_a_publisher_that_dies_at_any_moment_leaves_the_old_release(tmp_path: Path):
    outs = [tmp_path / moment for moment in _MOMENTS]
    old = publish(tmp_path / "old", documents()[:3], known_tables, version="v1")
    for out in outs:
        shutil.copytree(tmp_path / "old", out, symlinks=True)
    command = [sys.executable, "-c", _DYING, str(Path(__file__).parent), *map(str, outs)]
    died = subprocess.run(command, check=True, capture_output=True, text=True)
    assert died.stdout.split() == ["9"] * len(outs), died.stderr
    for out in outs:
        assert current(out) == out / "releases" / old.release_id
        assert pq.read_table(out / "current" / "projects").num_rows == 4
        new = publish(out, documents(), tables, version="v2")
        assert current(out) == new.path
        assert sorted(path.name for path in (out / "releases").iterdir()) == sorted([old.release_id, new.release_id])
        assert sorted(path.name for path in out.iterdir()) == ["current", "releases"]


# --- Size ---------------------------------------------------------------------------------------------------------------


def test_row_groups_hold_many_documents_and_few_rows(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(partitions, "ROW_GROUP", 5)
    made = publish(tmp_path, documents()[:4], lambda: list(tables())[:3], version="v1")
    metadata = pq.read_metadata(made.path / "cells" / "fiscal_year=2024" / "part-0.parquet")
    assert (metadata.num_rows, metadata.num_row_groups) == (2, 1)
    with partitions.Partitions(tmp_path / "big") as parts:
        for _ in range(7):
            parts.add({"cells": document_tables(ONE, 2024)["cells"]})
        (file,) = [file for file in parts.finish() if file.dataset == "cells"]
    groups = pq.read_metadata(tmp_path / "big" / file.path)
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [6, 6, 2]
