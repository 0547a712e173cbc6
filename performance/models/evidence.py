"""Which KPIs serve as evidence for a component of an assurance framework."""

from django.db import models

from organisation.models import Evidence
from performance.models.kpis import KPI


class KPIEvidence(Evidence):
    """A KPI serves as evidence for a component of an assurance framework."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="evidence")

    class Meta(Evidence.Meta):
        verbose_name = "KPI evidence"
        constraints = [models.UniqueConstraint(fields=["kpi", "component"], name="kpi_evidence_once")]
