"""How people come in, how long they stay, and how they say again that it is them (docs/decisions/signing-in.md)."""
