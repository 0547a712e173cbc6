"""Reads the data set's own files: JSON with decimals for figures, and CSV."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """A JSON file by its name under `data/`, such as `published/finance.json`; numbers with a point as decimals."""
    return json.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)


def read_folder(name: str) -> list[Any]:
    """Every JSON file of a folder under `data/`, in order of name."""
    return [read(f"{name}/{path.name}") for path in sorted((DATA / name).glob("*.json"))]


def read_csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
