"""The declarations keep to their own grammar: what a column is called says what it is."""

import pyarrow as pa
import pytest

from schemas import DATASETS

COLUMNS = [(dataset, field) for dataset, model in DATASETS.items() for field in model.arrow_schema()]


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_is_declared_in_the_file_of_its_name(dataset: str):
    assert DATASETS[dataset].__module__ == f"schemas.{dataset}"
    assert DATASETS[dataset].__name__ == "".join(word.title() for word in dataset.split("_"))


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_leads_to_its_document_and_year(dataset: str):
    schema = DATASETS[dataset].arrow_schema()
    assert schema.field("document_id").type == pa.string()
    assert schema.field("fiscal_year").type == pa.int16()
    assert schema.names[0].endswith("_id")


def test_every_column_has_a_chinese_title_and_an_english_description():
    for dataset, field in COLUMNS:
        metadata = {name.decode(): value.decode() for name, value in field.metadata.items()}
        assert metadata["title"], (dataset, field.name)
        assert metadata["description"][0].isascii(), (dataset, field.name)


def test_names_say_types_and_units():
    for dataset, field in COLUMNS:
        unit = field.metadata.get(b"unit")
        if field.name.endswith("_yuan"):
            assert (field.type, unit) == (pa.decimal128(20, 2), b"yuan"), (dataset, field.name)
        elif field.name.endswith("_percent"):
            assert (field.type, unit) == (pa.decimal128(9, 4), b"percent"), (dataset, field.name)
        elif field.name.endswith("_id"):
            assert field.type == pa.string(), (dataset, field.name)


def test_only_places_on_a_page_are_floats():
    floats = {(dataset, field.name) for dataset, field in COLUMNS if pa.types.is_floating(field.type)}
    assert floats == {("cells", name) for name in ("x0", "top", "x1", "bottom", "confidence")}


def test_money_comes_with_the_unit_in_which_it_was_printed():
    for dataset, model in DATASETS.items():
        names = model.arrow_schema().names
        if any(name.endswith("_yuan") for name in names):
            assert {"printed_unit", "printed_decimals"} <= set(names), dataset
