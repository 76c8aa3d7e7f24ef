using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The input of a decision about the next step, with methods that create steps.</summary>
internal sealed class RepairContext(
    RemediationPlan plan, IReadOnlyList<JournalEntry> journal, ProbeReadings readings, DateTimeOffset now, GuardrailSettings settings)
{
    // Older readings, for example after a delayed tick, are read again.
    private static readonly TimeSpan OldestEvidence = TimeSpan.FromSeconds(10);

    public RemediationPlan Plan { get; } = plan;

    public IReadOnlyList<JournalEntry> Journal { get; } = journal;

    public ProbeReadings Evidence { get; } = readings;

    public DateTimeOffset Now { get; } = now;

    public GuardrailSettings Settings { get; } = settings;

    public IRepair Repair { get; } = RunbookCatalog.Find(plan.RunbookId).Action.Repair();

    public JournalEntry? Last { get; } = journal.Count == 0 ? null : journal[^1];

    /// <summary>The newest entry that says that a request was about to be sent; null if there is none.</summary>
    public JournalEntry? Sending { get; } = journal.LastOrDefault(entry => entry.Mark == JournalMark.Sending);

    /// <summary>The number of the running attempt, or else of the next one.</summary>
    public int Attempt { get; } = AttemptOf(journal);

    /// <summary>
    /// Withdrawn entries of requests that were proven never to have been sent. Each counts as an attempt, but needs no cooldown.
    /// </summary>
    public IEnumerable<JournalEntry> NeverLeft { get; } = journal.Where(entry =>
        entry.Mark == JournalMark.Withdrawn
        && journal.Any(sending => sending.Mark == JournalMark.Sending && sending.Attempt == entry.Attempt && sending.At <= entry.At));

    /// <summary>True if all of these were requested after the newest entry was written, and recently.</summary>
    public bool HasRead(Reads reads) =>
        Evidence.Entries == Journal.Count && (Evidence.Asked & reads) == reads && Now - Evidence.At <= OldestEvidence;

    public RemediationStep Step(RemediationStepKind kind, string reason, RunbookAction action) =>
        new() { Kind = kind, Reason = reason, Action = action, Attempt = Attempt };

    public RemediationStep Read(Reads reads, string reason, RunbookAction action) =>
        Step(RemediationStepKind.Read, reason, action) with { Reads = reads };

    /// <summary>Creates a step that waits a short time, at most until <paramref name="latest"/>.</summary>
    public RemediationStep Wait(string reason, RunbookAction action, DateTimeOffset? latest = null)
    {
        var soon = Now + Settings.VerifyEvery;
        return Step(RemediationStepKind.Wait, reason, action) with { Until = latest < soon ? latest.Value : soon };
    }

    /// <summary>Creates a step that lets the guardrails determine what prevents the repair, and checks again later.</summary>
    public RemediationStep Hold(string reason, RunbookAction action, TimeSpan again) =>
        Step(RemediationStepKind.Hold, reason, action) with { Until = Now + again };

    private static int AttemptOf(IReadOnlyList<JournalEntry> journal)
    {
        var begun = journal.Where(entry => entry.Mark == JournalMark.Sending).Select(entry => entry.Attempt).DefaultIfEmpty().Max();
        var over = journal.Count == 0
            || journal[^1].Mark is JournalMark.Planned or JournalMark.Blocked or JournalMark.Withdrawn or JournalMark.Failed
            or JournalMark.Succeeded;
        return over ? begun + 1 : begun;
    }
}
