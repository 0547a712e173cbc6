"""What is said of a pasted block before it is kept."""

from performance.paste.plan import PastedCell, PastedRow, Plan


def sentence(plan: Plan) -> str:
    """“12 figures pasted, 1 not understood (row 8: “about 15”), 1 left alone (from the risk register).”"""
    wrong = [(row, cell) for row in plan.rows for cell in row.wrong]
    parts = [f"{plan.good} {'figure' if plan.good == 1 else 'figures'} pasted"]
    if wrong:
        said = "; ".join(f"row {row.place}: “{_short(cell)}”" for row, cell in wrong[:3])
        parts.append(f"{len(wrong)} not understood ({said}{'; …' if len(wrong) > 3 else ''})")
    if plan.left:
        said = "; ".join(plan.left[:3])
        parts.append(f"{len(plan.left)} left alone ({said}{'; …' if len(plan.left) > 3 else ''})")
    if plan.not_placed:
        said = "; ".join(plan.not_placed[:3])
        parts.append(f"{len(plan.not_placed)} not placed ({said}{'; …' if len(plan.not_placed) > 3 else ''})")
    if plan.beyond:
        said = "; ".join(plan.beyond[:3])
        parts.append(
            f"{len(plan.beyond)} without a place here ({said}{'; …' if len(plan.beyond) > 3 else ''})"
        )
    named = "Each line went to the KPI that it names." if plan.is_by_name else ""
    return " ".join(filter(None, (f"{', '.join(parts)}.", named, _headings(plan))))


def problem(row: PastedRow, cell: PastedCell) -> str:
    """Inspections, row 8: “about 15” is not a number. Type 15."""
    return f"{row.row.kpi.name}, row {row.place}: {cell.message}"


def _headings(plan: Plan) -> str:
    if not plan.headings:
        return ""
    said = ", ".join(f"“{heading[:40]}”" for heading in plan.headings[:3])
    return f"Headings were skipped: {said}{', …' if len(plan.headings) > 3 else ''}."


def _short(cell: PastedCell) -> str:
    return cell.pasted if len(cell.pasted) <= 30 else f"{cell.pasted[:30]}…"
