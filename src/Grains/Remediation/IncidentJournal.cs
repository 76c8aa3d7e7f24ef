using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Everything that was written about the repair of one incident, as it stands in the audit log: all that a resumed process needs.
/// </summary>
internal sealed class IncidentJournal
{
    private const int PageSize = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly RemediationPlan _plan;
    private readonly IAuditStore _store;
    private readonly List<AutonomyAction> _rows = [];
    private readonly List<JournalEntry> _entries = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private IncidentJournal(RemediationPlan plan, IAuditStore store) => (_plan, _store) = (plan, store);

    /// <summary>The rows, people's decisions too, oldest first.</summary>
    public IReadOnlyList<AutonomyAction> Rows => _rows;

    /// <summary>The entries that the next step depends on, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The newest entry; null for none.</summary>
    public JournalEntry? Last => _entries.Count == 0 ? null : _entries[^1];

    /// <summary>Where the next entry stands. Retention may have taken the first ones away, so they are not just counted.</summary>
    public int NextPlace { get; private set; } = 1;

    /// <summary>True where something was planned or sent, and what became of it is not written yet.</summary>
    public bool InFlight =>
        Last?.Mark is JournalMark.Planned or JournalMark.Sending or JournalMark.Accepted or JournalMark.Refused or JournalMark.NotSent
        or JournalMark.Unclear or JournalMark.Unknown;

    /// <summary>What people were asked last; null where they were not.</summary>
    public Proposal? Proposal { get; private set; }

    /// <summary>The place of the proposal.</summary>
    public int ProposalPlace { get; private set; }

    /// <summary>
    /// What the guardrails said, where the newest entry is a refusal or hands over to people because of one; null otherwise.
    /// </summary>
    public GuardrailReport? Refused { get; private set; }

    /// <summary>Which guardrails refused, where the newest entry says so; null otherwise.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether people were told that these guardrails refuse, since something was sent the last time.</summary>
    public bool HasReported(string refusal) => _told.Contains(refusal);

    /// <summary>How often something was sent since an instant.</summary>
    public int AttemptsSince(DateTimeOffset since, SteadyClock time) =>
        _rows.Count(row => row.AttemptNumber > 0 && time.Correct(row.Timestamp) >= since);

    /// <summary>Reads it.</summary>
    public static async Task<IncidentJournal> Load(RemediationPlan plan, IAuditStore store)
    {
        var journal = new IncidentJournal(plan, store);
        var rows = new List<AutonomyAction>();
        long? cursor = null;
        do
        {
            var page = await store.ListAsync(new(PageSize, cursor, plan.IncidentId), CancellationToken.None).WaitAsync(Limit);
            rows.AddRange(page.Items.Where(row => row.RemediationId is not null));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        rows.Reverse();
        foreach (var row in rows) journal.Add(row);
        return journal;
    }

    /// <summary>Writes an entry; false where another writer had its place, and this journal is to be read again.</summary>
    public async Task<bool> Write(AutonomyAction row)
    {
        if (!await _store.SaveAsync(row, CancellationToken.None)) return false;
        Add(row);
        return true;
    }

    private void Add(AutonomyAction row)
    {
        _rows.Add(row);
        if (JournalRow.PlaceOf(row) is not { } place)
        {
            var approved = row.Action == RepairDecision.Approve;
            if (Proposal is { } asked && row.Id == RepairDecision.IdOf(_plan.IncidentId, ProposalPlace))
                Proposal = asked.Decide(approved, row.Actor, row.Timestamp);
            return;
        }

        var entry = JournalRow.Read(_plan, row);
        _entries.Add(entry);
        NextPlace = place + 1;
        Refused = entry.Mark is JournalMark.Blocked or JournalMark.Escalated ? VerdictColumn.Read(row.Verdicts) : null;
        Refusal = entry.Mark == JournalMark.Blocked ? VerdictColumn.Signature(Refused!) : null;
        if (entry.Mark == JournalMark.Sending) _told.Clear();
        if (Refusal is not null && row.Notified) _told.Add(Refusal);

        // A proposal that nobody has decided on ends with what it was made for, and with the level that asks.
        if (Proposal is { Approved: null } && (entry.Mark == JournalMark.Withdrawn || row.AutonomyLevel < AutonomyLevel.Recommend))
            Proposal = null;
        if (JournalRow.ExpiryOf(row) is { } expiresAt) (Proposal, ProposalPlace) = (new Proposal(row.Timestamp, expiresAt), place);
    }
}
