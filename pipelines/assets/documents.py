"""What the published tables say of themselves, from the models' headers and the notes on columns."""

from pipelines.publish.documents import TableDoc, column_comment, scorecard_documents
from pipelines.warehouse import Model, Models


def published_documents(models: Models) -> list[TableDoc]:
    """A document for each mart: those that SQL makes, and the scorecard's."""
    return [*(_document(model) for model in models if model.schema == "marts"), *scorecard_documents()]


def _document(model: Model) -> TableDoc:
    comments = {}
    for column in model.columns:
        note = model.notes.get(column)
        if note is not None:
            comments[column] = column_comment(note.description, unit=note.unit, additive=note.additive)
    description = model.header.description.rstrip(". ")
    return TableDoc(model.name, f"{description}. Grain: {model.header.grain.rstrip('. ')}.", comments)
