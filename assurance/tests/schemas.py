"""JSON Schema, loaded when a test asks for it: the grammars of its formats take seconds, wherever tests are found."""

from importlib import import_module
from types import ModuleType


def jsonschema() -> ModuleType:
    return import_module("jsonschema")
