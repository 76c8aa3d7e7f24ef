using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>All that the next step depends on, and the words to say it.</summary>
internal sealed class RepairContext(
    RemediationPlan plan, IReadOnlyList<JournalEntry> journal, ProbeReadings readings, DateTimeOffset now, GuardrailSettings settings)
{
    // A tick that was held up for longer reads again.
    private static readonly TimeSpan OldestEvidence = TimeSpan.FromSeconds(10);

    public RemediationPlan Plan { get; } = plan;

    public IReadOnlyList<JournalEntry> Journal { get; } = journal;

    public ProbeReadings Evidence { get; } = readings;

    public DateTimeOffset Now { get; } = now;

    public GuardrailSettings Settings { get; } = settings;

    public IRepair Repair { get; } = RunbookCatalog.Find(plan.RunbookId).Action.Repair();

    public JournalEntry? Last { get; } = journal.Count == 0 ? null : journal[^1];

    /// <summary>The newest entry that says something was about to be sent; null where nothing was.</summary>
    public JournalEntry? Sending { get; } = journal.LastOrDefault(entry => entry.Mark == JournalMark.Sending);

    /// <summary>The attempt that runs, or the next one.</summary>
    public int Attempt { get; } = AttemptOf(journal);

    /// <summary>Requests that were proven never to have left, by the entries that say so: each was an attempt, but needs no rest.</summary>
    public IEnumerable<JournalEntry> NeverLeft { get; } = journal.Where(entry =>
        entry.Mark == JournalMark.Withdrawn
        && journal.Any(sending => sending.Mark == JournalMark.Sending && sending.Attempt == entry.Attempt && sending.At <= entry.At));

    /// <summary>True where all of it was asked for since the newest entry, and just now.</summary>
    public bool HasRead(Reads reads) =>
        Evidence.Entries == Journal.Count && (Evidence.Asked & reads) == reads && Now - Evidence.At <= OldestEvidence;

    public RemediationStep Step(RemediationStepKind kind, string reason, RunbookAction action) =>
        new() { Kind = kind, Reason = reason, Action = action, Attempt = Attempt };

    public RemediationStep Read(Reads reads, string reason, RunbookAction action) =>
        Step(RemediationStepKind.Read, reason, action) with { Reads = reads };

    /// <summary>Looks again soon, at <paramref name="latest"/> at the latest.</summary>
    public RemediationStep Wait(string reason, RunbookAction action, DateTimeOffset? latest = null)
    {
        var soon = Now + Settings.VerifyEvery;
        return Step(RemediationStepKind.Wait, reason, action) with { Until = latest < soon ? latest.Value : soon };
    }

    /// <summary>Lets the guardrails say what holds it up, and looks again later.</summary>
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
