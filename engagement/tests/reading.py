"""Reading a page in a test: its text in one line."""

from typing import Any

from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    """A page of engagement that this person may read."""
    response = client.get(reverse(f"engagement:{name}", args=args) + query)
    assert response.status_code == 200
    return body(response)


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())
