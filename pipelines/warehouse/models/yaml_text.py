"""YAML in which a repeated key is an error: PyYAML takes the last one and says nothing."""

from typing import Any

import yaml

from connectors.common.errors import Problem

# libyaml reads sixty headers in the time that pure Python takes for ten
_Fast: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Fast):  # type: ignore[misc]
    """Refuses a mapping that names a key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key_node.value!r} stands here twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def read_yaml(text: str, where: str, *, first_line: int = 1) -> Any:
    """The content of the text; what is wrong is a Problem with file and line. `first_line` is where the text begins."""
    try:
        return yaml.load(text, Loader=_UniqueKeys)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + first_line}" if mark else ""
        raise Problem(
            f"this is not YAML: {getattr(error, 'problem', None) or error}.",
            where=f"{where}{line}",
            mend="Mend this line and run again.",
        ) from None
