"""A document of CommerceML as it is read: its own values, its counterparties, its products."""

from collections.abc import Iterator, Sequence

# tags that only hold others, and say nothing that the tags within don't
LISTS = frozenset(
    {
        "Адреса",
        "ЗначенияРеквизитов",
        "Контакты",
        "Налоги",
        "Подписанты",
        "Представители",
        "Скидки",
        "СтавкиНалогов",
        "ХарактеристикиТовара",
    }
)
COUNTERPARTIES = ("Контрагенты", "Контрагент")
PRODUCTS = ("Товары", "Товар")
PROPERTY = "ЗначениеРеквизита"
CONTACTS = ("Контакт", "КонтактнаяИнформация")
MOST_PRODUCTS = 100_000
BUYER = "Покупатель"

Values = dict[str, str]
Gathered = dict[str, list[str]]


class Document:
    """Filled tag by tag; `line` is where it begins in the file."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._products: list[tuple[int, Gathered]] = []
        self._own: Gathered = {}
        self._counterparties: list[Gathered] = []
        self._property = ""

    @property
    def is_too_long(self) -> bool:
        """Whether it has more products than any order."""
        return len(self._products) > MOST_PRODUCTS

    def open(self, path: Sequence[str], line: int) -> None:
        """A tag begins."""
        if tuple(path) == COUNTERPARTIES:
            self._counterparties.append({})
        elif tuple(path) == PRODUCTS:
            self._products.append((line, {"Товар.НомерСтроки": [str(len(self._products) + 1)]}))
        elif path[-1] == PROPERTY:
            self._property = ""

    def close(self, path: Sequence[str], text: str) -> None:
        """A tag ends; `text` is empty where it held other tags."""
        if len(path) > 1 and path[-2] == PROPERTY:
            if path[-1] == "Наименование":
                self._property = text
            elif text:
                self._add([*path[:-2], "Реквизит", self._property or "?"], text)
        elif len(path) > 1 and path[-2] in CONTACTS:
            if path[-1] == "Значение" and text:
                self._add([*path[:-2], "Контакт"], text)
        elif text:
            self._add(path, text)

    @property
    def values(self) -> Values:
        """The document's own, with those of the buyer: of several counterparties only one has bought."""
        buyers = [each for each in self._counterparties if each.get("Контрагент.Роль") == [BUYER]]
        return _joined({**self._own, **next(iter(buyers or self._counterparties), {})})

    @property
    def products(self) -> Iterator[tuple[int, Values]]:
        """Those of each product, with its line."""
        return ((line, _joined(gathered)) for line, gathered in self._products)

    def rows(self) -> Iterator[tuple[int, Values]]:
        """One a product; one where there is none."""
        own = self.values
        if not self._products:
            yield self.line, own
        yield from ((line, {**own, **product}) for line, product in self.products)

    def _add(self, path: Sequence[str], text: str) -> None:
        if tuple(path[:2]) == COUNTERPARTIES:
            into, path = self._counterparties[-1], path[1:]
        elif tuple(path[:2]) == PRODUCTS:
            into, path = self._products[-1][1], path[1:]
        else:
            into = self._own
        into.setdefault(".".join(part for part in path if part not in LISTS), []).append(text)


def _joined(gathered: Gathered) -> Values:
    """Values of one name stand side by side: two phones, two taxes."""
    return {name: ";".join(texts) for name, texts in gathered.items()}
