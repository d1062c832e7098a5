"""How an action is described, and how HTTP and MCP call it."""

from __future__ import annotations

import functools
import inspect
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from songngu.corpora.errors import InputError
from songngu.ui.web.site import Site

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Id = Annotated[int, Field(gt=0, lt=2**63)]
"""The store's id of something."""


@dataclass(frozen=True)
class Operation:
    """An action that programs may call.

    Attributes:
        method: Of the HTTP request.
        path: Under ``/api/v1``; names in braces are parameters of the function.
        function: Takes the site, then what its signature says; a parameter that is a pydantic model
            is the request's body. Returns a JSON-able value (dataclasses and models too), or a
            ``fastapi.Response`` of its own.
        status: Of the answer where all went well.
        tool: Whether assistants get it too.
    """

    method: Method
    path: str
    function: Callable[..., Any]
    status: int = 200
    tool: bool = True

    @property
    def name(self) -> str:
        """What it is called: the function's name."""
        return self.function.__name__

    @property
    def group(self) -> str:
        """What it is listed under: the first word of the path."""
        return re.split(r"[/.]", self.path.strip("/"))[0]

    @property
    def words(self) -> str:
        """What it does: the function's description without arguments and errors."""
        text = inspect.getdoc(self.function) or ""
        return re.split(r"\n\s*(?:Args|Returns|Raises):\n", text)[0].strip()


def _parameters(operation: Operation) -> tuple[list[inspect.Parameter], Any]:
    """The parameters after the site with their types resolved, and the type that is returned."""
    hints = get_type_hints(operation.function, include_extras=True)
    _, *given = inspect.signature(operation.function).parameters.values()
    return [each.replace(annotation=hints[each.name]) for each in given], hints["return"]


def _dressed(
    call: Callable[..., Any], operation: Operation, parameters: list[inspect.Parameter], result: Any
) -> Callable[..., Any]:
    call.__name__ = operation.name
    call.__doc__ = operation.words
    signature = inspect.Signature(parameters, return_annotation=result)
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": result}
    return call


def endpoint(operation: Operation, site: Site) -> Callable[..., Any]:
    """Return the action on a site as FastAPI takes it."""
    parameters, result = _parameters(operation)
    call = functools.partial(operation.function, site)

    def answer(*args: Any, **given: Any) -> Any:
        return call(*args, **given)

    return _dressed(answer, operation, parameters, result)


def tool(
    operation: Operation, call: Callable[[Mapping[str, Any]], Any], **further: Any
) -> Callable[..., Any]:
    """Return the action as a tool: fields of the body stand beside the other parameters.

    Args:
        operation: The action.
        call: Gets the arguments by name, those that were left out filled in; returns JSON.
        further: Parameters that are no arguments of the action, by name, with their types.
    """
    parameters, _ = _parameters(operation)
    described = [each for parameter in parameters for each in _flat(parameter)]
    # Parameters with a default have to stand last.
    described.sort(key=lambda each: each[0].default is not inspect.Parameter.empty)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    flat = [inspect.Parameter(name, kind, annotation=each) for name, each in further.items()]
    flat += [parameter for parameter, _ in described]
    signature = inspect.Signature(flat)

    def answer(*args: Any, **given: Any) -> Any:
        bound = signature.bind(*args, **given)
        bound.apply_defaults()
        return call(bound.arguments)

    dressed = _dressed(answer, operation, flat, str)
    lines = [f"    {parameter.name}: {words}" for parameter, words in described]
    dressed.__doc__ = "\n".join([operation.words, "", "Args:", *lines])
    return dressed


def perform(operation: Operation, site: Site, given: Mapping[str, Any]) -> Any:
    """Return what the action makes of a tool's arguments, as JSON values.

    Raises:
        InputError: An argument is missing or of the wrong kind.
    """
    parameters, result = _parameters(operation)
    arguments: dict[str, Any] = {}
    try:
        for parameter in parameters:
            if model := _model(parameter):
                fields = {name: given[name] for name in model.model_fields if name in given}
                arguments[parameter.name] = model.model_validate(fields)
            else:
                value = given[parameter.name]
                arguments[parameter.name] = TypeAdapter(parameter.annotation).validate_python(value)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InputError(f"found arguments that do not fit: {found}") from None
    return TypeAdapter(result).dump_python(operation.function(site, **arguments), mode="json")


def _model(parameter: inspect.Parameter) -> type[BaseModel] | None:
    kind = parameter.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _flat(parameter: inspect.Parameter) -> list[tuple[inspect.Parameter, str]]:
    """The parameter, or the fields of the body that it is, as plain types with descriptions."""
    model = _model(parameter)
    if model is None:
        plain, words = _plain(parameter.annotation)
        changed = {"kind": inspect.Parameter.POSITIONAL_OR_KEYWORD, "annotation": plain}
        return [(parameter.replace(**changed), words or parameter.name.replace("_", " "))]
    found = []
    for name, field in model.model_fields.items():
        required = field.is_required()
        default = inspect.Parameter.empty if required else field.get_default()
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        plain, _ = _plain(field.annotation)
        flat = inspect.Parameter(name, kind, default=default, annotation=plain)
        found.append((flat, field.description or name.replace("_", " ")))
    return found


def _plain(annotation: Any) -> tuple[Any, str]:
    """A type without its annotations, and the description that they give."""
    if get_origin(annotation) is Annotated:
        plain, *about = get_args(annotation)
        words = (getattr(part, "description", None) for part in about)
        inner, inner_words = _plain(plain)
        return inner, next(filter(None, words), inner_words)
    if isinstance(annotation, types.UnionType) or get_origin(annotation) is Union:
        return Union[tuple(_plain(part)[0] for part in get_args(annotation))], ""  # noqa: UP007
    if get_origin(annotation) is list:
        return list[_plain(get_args(annotation)[0])[0]], ""  # type: ignore[misc]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return dict[str, Any], ""  # Gradio would call each of its fields required
    return annotation, ""
