using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The journal of the repair of one incident, read from the audit log: all that a restarted process needs.</summary>
internal sealed class IncidentJournal
{
    private const int PageSize = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly RemediationPlan _plan;
    private readonly IAuditStore _store;
    private readonly List<AutonomyAction> _rows = [];
    private readonly List<JournalEntry> _entries = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    private IncidentJournal(RemediationPlan plan, IAuditStore store) => (_plan, _store) = (plan, store);

    /// <summary>The rows, including people's decisions, oldest first.</summary>
    public IReadOnlyList<AutonomyAction> Rows => _rows;

    /// <summary>The entries that the next step depends on, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The newest entry; null for none.</summary>
    public JournalEntry? Last => _entries.Count == 0 ? null : _entries[^1];

    /// <summary>The place of the next entry. It is not the number of entries, since retention may have deleted the first ones.</summary>
    public int NextPlace { get; private set; } = 1;

    /// <summary>Whether something was planned or sent, and its result is not written yet.</summary>
    public bool InFlight =>
        Last?.Mark is JournalMark.Planned or JournalMark.Sending or JournalMark.Accepted or JournalMark.Refused or JournalMark.NotSent
        or JournalMark.Unclear or JournalMark.Unknown;

    /// <summary>The latest proposal; null if there is none.</summary>
    public Proposal? Proposal { get; private set; }

    public int ProposalPlace { get; private set; }

    /// <summary>The verdicts of guardrails if the newest entry is a refusal, or an escalation because of one; null otherwise.</summary>
    public GuardrailReport? Refused { get; private set; }

    /// <summary>The signature of the refusal if the newest entry is one; null otherwise.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether people were notified of this refusal since the last request was sent.</summary>
    public bool HasReported(string refusal) => _reported.Contains(refusal);

    /// <summary>The number of requests sent since an instant.</summary>
    public int AttemptsSince(DateTimeOffset since, SteadyClock time) =>
        _rows.Count(row => row.AttemptNumber > 0 && time.Correct(row.Timestamp) >= since);

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

    /// <summary>Writes an entry; false if another writer took its place, and the journal must be read again.</summary>
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
            if (Proposal is { } pending && row.Id == RepairDecision.IdOf(_plan.IncidentId, ProposalPlace))
                Proposal = pending.Decide(approved, row.Actor, row.Timestamp);
            return;
        }

        var entry = JournalRow.Read(_plan, row);
        _entries.Add(entry);
        NextPlace = place + 1;
        Refused = entry.Mark is JournalMark.Blocked or JournalMark.Escalated ? VerdictColumn.Read(row.Verdicts) : null;
        Refusal = entry.Mark == JournalMark.Blocked ? VerdictColumn.Signature(Refused!) : null;
        if (entry.Mark == JournalMark.Sending) _reported.Clear();
        if (Refusal is not null && row.Notified) _reported.Add(Refusal);

        // A pending proposal ends if its repair is withdrawn, or with a level that does not ask.
        if (Proposal is { Approved: null } && (entry.Mark == JournalMark.Withdrawn || row.AutonomyLevel < AutonomyLevel.Recommend))
            Proposal = null;
        if (JournalRow.ExpiryOf(row) is { } expiresAt) (Proposal, ProposalPlace) = (new Proposal(row.Timestamp, expiresAt), place);
    }
}
