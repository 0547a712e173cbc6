"""What a migration may tell PostgreSQL in SQL while the portal runs: what is on the list, and nothing else.

Which statements lock a table for long is a longer list than anybody remembers, and it grows with PostgreSQL. So those
that are known to lock nothing for longer than a moment are listed, and every other one is refused
(docs/decisions/migrations.md). One that is missing is added here, with a line in its test, once somebody has read in
PostgreSQL's manual which lock it takes and for how long.
"""

import re
from collections.abc import Iterable, Iterator

from sqlparse import lexer
from sqlparse import tokens as kinds

NAME = r'(?:\w+|"[^"]+")(?:\.(?:\w+|"[^"]+"))*'
ALTER_TABLE = rf"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{NAME}"
TYPE = (
    r"(?:smallint|int|integer|bigint|int2|int4|int8|numeric|decimal|real|double precision|boolean|bool|text|varchar|"
    r"character varying|char|date|time|timestamp|timestamptz|interval|uuid|json|jsonb|bytea)"
    r"(?: \(\))?(?: with(?:out)? time zone)?"
)
"""Plain ones: a domain may have a check of its own, and a serial takes a value for each row."""
SAME_FOR_EVERY_ROW = rf"(?:-?[\d.]+|''|true|false|now \(\)|current_(?:date|timestamp))(?: :: {TYPE})?"
FILLED = rf"DEFAULT {SAME_FOR_EVERY_ROW}"

EMPTY_OR_FILLED = rf"(?: NULL| {FILLED}(?: (?:NOT )?NULL)?| (?:NOT )?NULL {FILLED})?"
LATER = r"(?: (?:NOT )?DEFERRABLE)?(?: INITIALLY (?:DEFERRED|IMMEDIATE))?"
AFTERWARDS = r"(?: ON (?:DELETE|UPDATE) (?:NO ACTION|RESTRICT|CASCADE|SET NULL|SET DEFAULT))*"

HARMLESS = (
    rf"{ALTER_TABLE} ADD (?:COLUMN )?(?:IF NOT EXISTS )?{NAME} {TYPE}{EMPTY_OR_FILLED}",
    rf"{ALTER_TABLE} ADD CONSTRAINT {NAME} CHECK \(\)(?: NO INHERIT)? NOT VALID",
    rf"{ALTER_TABLE} ADD CONSTRAINT {NAME} FOREIGN KEY \(\) REFERENCES {NAME}(?: \(\))?{AFTERWARDS}{LATER} NOT VALID",
    # The index is there already, and the constraint takes it over.
    rf"{ALTER_TABLE} ADD CONSTRAINT {NAME} UNIQUE USING INDEX {NAME}{LATER}",
    # Reads all rows while others write.
    rf"{ALTER_TABLE} VALIDATE CONSTRAINT {NAME}",
    rf"{ALTER_TABLE} ALTER (?:COLUMN )?{NAME} (?:DROP NOT NULL|DROP DEFAULT|SET {FILLED})",
    rf"COMMENT ON (?:TABLE|COLUMN|INDEX) {NAME} IS (?:''|NULL)",
    rf"ANALYZE {NAME}",
)
"""As `statements` writes them. Each is one action: what follows a comma would be another."""
IN_NO_TRANSACTION = (
    rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?{NAME} ON {NAME} .+",
    rf"DROP INDEX CONCURRENTLY (?:IF EXISTS )?{NAME}",
    rf"REINDEX (?:INDEX|TABLE) CONCURRENTLY {NAME}",
)
DROPPING = (
    rf"DROP TABLE (?:IF EXISTS )?{NAME}",
    rf"{ALTER_TABLE} DROP (?:COLUMN )?(?:IF EXISTS )?{NAME}",
)
"""For what no program has asked for since the release that the migration names."""
WHY = (
    (
        r"DROP (TABLE|SCHEMA|VIEW)\b|TRUNCATE\b|.* DROP\b(?! (NOT NULL|DEFAULT))",
        "takes away what the old program asks for",
    ),
    (r".* RENAME\b", "renames what the old program asks for"),
    (
        r".* SET NOT NULL\b|.* ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)\b",
        "reads the whole table while nobody can write",
    ),
    (r".* ALTER (COLUMN )?\S+ (SET DATA )?TYPE\b", "may write the whole table anew"),
    (
        r"(CREATE (UNIQUE )?|DROP |RE)INDEX\b|.* (UNIQUE|PRIMARY KEY)\b",
        "stops all writing while an index is built",
    ),
    (r"UPDATE\b|DELETE\b|INSERT\b", "moves rows: RunPython, in a migration of its own"),
)
"""What is wrong with those that come to mind first."""
NOT_KNOWN = "is not among the statements that are known to hold nobody up"


def refusals(told: Iterable[str], *, is_atomic: bool, is_unused: bool) -> Iterator[str]:
    """Why each of the `statements` is refused that is not known to be harmless.

    >>> list(refusals(["ALTER TABLE x DROP y"], is_atomic=True, is_unused=False))
    ['“ALTER TABLE x DROP y” takes away what the old program asks for (tools/migration_sql.py lists what may be said).']
    """
    allowed = HARMLESS + IN_NO_TRANSACTION + (DROPPING if is_unused else ())
    for statement in told:
        if not is_one_of(statement, allowed):
            why = next(
                (why for pattern, why in WHY if re.match(pattern, statement, re.IGNORECASE)), NOT_KNOWN
            )
            yield f"“{statement}” {why} (tools/migration_sql.py lists what may be said)."
        elif is_atomic and is_one_of(statement, IN_NO_TRANSACTION):
            yield f"“{statement}” cannot be done inside a transaction: atomic = False in its migration."


def is_one_of(statement: str, patterns: Iterable[str]) -> bool:
    return any(re.fullmatch(pattern, statement, re.IGNORECASE) for pattern in patterns)


def statements(text: str) -> list[str]:
    """Its statements, each on one line, without remarks; what stands in brackets and in quotes is left out.

    >>> statements("ALTER TABLE x ADD y int CHECK (y > 0); -- and\\nCOMMENT ON TABLE x IS 'a; b'")
    ['ALTER TABLE x ADD y int CHECK ()', "COMMENT ON TABLE x IS ''"]
    """
    found: list[list[str]] = [[]]
    depth = 0
    tokens: Iterator[tuple[object, str]] = lexer.tokenize(text)  # type: ignore[no-untyped-call]
    for kind, value in tokens:
        depth -= value == ")" and depth > 0
        if value == ";" and depth == 0:
            found.append([])
        elif depth == 0 and not is_remark(kind, value):
            found[-1].append(plain(kind, value))
        depth += value == "("
    lines = [re.sub(r" ?\. ?(?!\d)", ".", " ".join(words)) for words in found]
    return [line.replace("( )", "()") for line in lines if line]


def is_remark(kind: object, value: str) -> bool:
    """To PostgreSQL: what the library takes for one as well begins with “#”."""
    return not value.strip() or (kind in kinds.Comment and value.startswith(("--", "/*")))


def plain(kind: object, value: str) -> str:
    """A text is as good as another, unless it holds a backslash, which the library reads as MySQL does."""
    if kind in kinds.String.Single and "\\" not in value:
        return "''"
    return " ".join(value.split())
