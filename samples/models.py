"""Which rows are samples, so that they can be taken away again and nothing else."""

from django.db import models


class SampleRow(models.Model):
    """
    A row that loading the samples made, and a digest of what it said then.

    It is told by table and key: no foreign key, for being a sample is no use of a row.
    """

    is_reference = False

    model = models.CharField(max_length=100)  # "products.offer"
    row = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()  # nobody edits it
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["model", "row"], name="samplerow_is_of_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"
