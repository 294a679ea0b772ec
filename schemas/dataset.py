"""What every dataset has in common: the base model, and the Arrow schema that follows from a declaration.

A dataset is one `DataFrameModel` in one file; its name is the file's. Its first column is its key.
"""

from functools import cache

import pandera.pandas as pa_pandas
import pyarrow as pa


class Dataset(pa_pandas.DataFrameModel):
    """Base of all datasets: the columns declared and no others, in their order."""

    class Config:
        strict = True
        ordered = True
        coerce = False

    @classmethod
    @cache
    def arrow_schema(cls) -> pa.Schema:
        """The Arrow schema: types, nullability, and title, description and unit as field metadata (UTF-8)."""
        schema = cls.to_schema()
        fields = []
        for name, column in schema.columns.items():
            metadata = {"title": column.title, "description": column.description, **(column.metadata or {})}
            fields.append(pa.field(name, column.dtype.type.pyarrow_dtype, nullable=column.nullable, metadata=metadata))
        return pa.schema(fields, metadata={"title": schema.title, "description": schema.description})

    @classmethod
    @cache
    def key(cls) -> str:
        """The name of the key column."""
        return cls.arrow_schema().names[0]
