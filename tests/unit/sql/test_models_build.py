"""Every model builds on an empty lake, and says what its columns mean."""


def test_every_model_builds_on_an_empty_lake(warehouse) -> None:
    for model in warehouse.models:
        warehouse.read(model.relation, "count(*)")


def test_every_column_of_every_model_is_described(models) -> None:
    silent = {model.relation: [name for name in model.columns if name not in model.notes] for model in models}
    assert {relation: columns for relation, columns in silent.items() if columns} == {}
