"""Plug-ins are files: each module of a package offers one named value."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def load(package: ModuleType, name: str) -> dict[str, Any]:
    """The values called `name` in the modules of a package, by module name, in order."""
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            if hasattr(loaded, name):
                found[module.name] = getattr(loaded, name)
    return found
