"""What is kept. A finding is kept as states: a row says what it was from one run until another.

A state holds for the runs from `first_run` up to but without `ended_run` in which its target was read
(`Run.observed`) and its check was asked (`Run.catalogue`). So an unchanged finding writes nothing.
"""

from django.db import models


class Text(models.Model):  # type: ignore[misc]  # Django ships no types
    """What a check says about itself, once for each wording it has had."""

    digest = models.CharField(max_length=64, unique=True)
    check_id = models.CharField(max_length=200)
    body = models.TextField()
    """JSON: family, title, fix, why, cites, opens, holds, required, playbook."""

    def __str__(self) -> str:
        return f"{self.check_id} ({self.digest[:8]})"


class Catalogue(models.Model):  # type: ignore[misc]
    """The checks that a run asked, in the words they had then."""

    digest = models.CharField(max_length=64, unique=True)
    texts = models.TextField()
    """JSON list of ids of `Text`."""

    def __str__(self) -> str:
        return str(self.digest[:8])


class Run(models.Model):  # type: ignore[misc]
    """One run. RUNNING is committed before the first read."""

    status = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    organisation = models.TextField()
    version = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    inventory_note = models.TextField()
    pid = models.IntegerField()
    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT)
    targets = models.TextField()
    """JSON list of [family, name]."""
    observed = models.TextField(default="{}")
    """JSON: name of a target to microseconds from `started_at` until it was read."""
    counts = models.TextField(default="{}")
    """JSON: outcome to number of findings."""
    score = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    posture = models.TextField(default="")
    """JSON, with its version; empty when none was computed."""
    worst = models.TextField(default="[]")
    """JSON list of finding keys."""
    evidence = models.TextField(default="{}")
    inputs = models.TextField(default="")
    """JSON, with its format: what the run was scored from; empty for runs of before that was kept."""
    exceptions = models.TextField(default="[]")
    """JSON list of the rules that held or had held when it began."""

    class Meta:
        """By status: the last finished run is what is asked for most."""

        indexes = (models.Index(fields=("status", "id"), name="run_by_status"),)

    def __str__(self) -> str:
        return f"run {self.pk} ({self.status})"


class Target(models.Model):  # type: ignore[misc]
    """Something that was read at least once."""

    family = models.CharField(max_length=20)
    name = models.TextField(unique=True)

    def __str__(self) -> str:
        return f"{self.family}:{self.name}"


class State(models.Model):  # type: ignore[misc]
    """What one check said of one resource, from a run until another."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, db_index=False)
    check_id = models.CharField(max_length=200)
    resource = models.TextField()
    outcome = models.CharField(max_length=14)
    severity = models.CharField(max_length=8)
    evidence = models.TextField()
    call = models.TextField()
    fault = models.BooleanField()
    exploit = models.TextField(null=True)  # noqa: DJ001  old rows need no rewriting
    """JSON: what is known of the use of a published flaw; null for all other faults."""
    first_run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    """Last time it was seen so; written when it ends, until then it follows from the runs."""
    ended_run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, null=True, related_name="+")
    """The run that saw it otherwise, or gone."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What holds now; what ended (most states never do); what began with a run, which is written in order."""

        constraints = (
            models.UniqueConstraint(
                fields=("target", "check_id", "resource"),
                condition=models.Q(ended_run__isnull=True),
                name="one_open_state",
            ),
        )
        indexes = (
            models.Index(
                fields=("target", "ended_run"), condition=models.Q(ended_run__isnull=False), name="ended_states"
            ),
            models.Index(fields=("first_run",), name="begun_states"),
        )

    def __str__(self) -> str:
        return f"{self.target_id} {self.check_id} {self.resource}: {self.outcome}"


class Alert(models.Model):  # type: ignore[misc]
    """Something to be told to people outside: written before it is sent."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    delivery = models.CharField(max_length=36, unique=True)
    """Id of this delivery, the same however often it is tried."""
    digest = models.CharField(max_length=64)
    """SHA-256 of subject and body."""
    subject = models.TextField()
    body = models.TextField()
    state = models.CharField(max_length=8)
    attempts = models.IntegerField(default=0)
    doubtful = models.BooleanField(default=False)
    """An earlier attempt was cut off: it may have arrived."""
    reason = models.TextField(default="")
    promised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """One alert a run and channel."""

        constraints = (models.UniqueConstraint(fields=("run", "channel"), name="one_alert_a_channel"),)
        indexes = (models.Index(fields=("state",), name="alert_by_state"),)

    def __str__(self) -> str:
        return f"{self.channel} of run {self.run_id}: {self.state}"


class Document(models.Model):  # type: ignore[misc]
    """A text that runs were scored with (tables, the rules of a catalogue), once however many runs name it."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()

    def __str__(self) -> str:
        return str(self.digest[:8])


class Restated(models.Model):  # type: ignore[misc]
    """What another model makes of the inputs of a run. Neither ever changes, so it is worked out once."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    model = models.CharField(max_length=64)
    """Digest of tables and formulas."""
    score = models.FloatField()

    class Meta:
        """One score a run and model."""

        constraints = (models.UniqueConstraint(fields=("run", "model"), name="one_score_a_model"),)

    def __str__(self) -> str:
        return f"run {self.run_id}: {self.score}"
