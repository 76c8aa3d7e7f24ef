using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Counts the attempts that were made on a target.</summary>
internal sealed class AttemptReader(IAuditStore audit, SteadyClock time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // An earlier incident on the target had attempts of its own. Of these, only the pause between two attempts and the limit over all of
    // them count.
    public async Task<AttemptFacts> Read(RemediationPlan plan, IncidentJournal journal, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var hourAgo = now - Hour;
        var (onTarget, last) = (0, (DateTimeOffset?)null);
        foreach (var key in plan.KeysOnTarget)
        {
            var tried = await audit.CountAttemptsSinceAsync(key, hourAgo, cancellation);
            var own = key == plan.IncidentKey ? journal.Rows : [];
            var rows = tried > 0 ? await audit.ListByIncidentAsync(key, cancellation) : own;

            // After a clock was set back, the store counts rows that lie in the future.
            if (tried > 0 && rows.Any(row => row.Timestamp > now))
                tried = rows.Count(row => row.AttemptNumber > 0 && time.Correct(row.Timestamp) >= hourAgo);
            onTarget += tried;
            if (LastTried(rows) is { } at && !(time.Correct(at) <= last)) last = time.Correct(at);
        }

        return new(journal.AttemptsSince(hourAgo, time), last, journal.Rows.Any(row => row.Escalated)) { OnTargetInLastHour = onTarget };
    }

    // An attempt that was withdrawn was never sent: there is no effect to wait for.
    private static DateTimeOffset? LastTried(IReadOnlyList<AutonomyAction> rows)
    {
        var withdrawn = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Reverse())
        {
            if (row.RemediationId is { } attempt && JournalRow.MarkOf(row) == JournalMark.Withdrawn) withdrawn.Add(attempt);
            var isSent = row.AttemptNumber > 0 && !withdrawn.Contains(row.RemediationId!);
            if (isSent || row.VerificationResult is not null) return row.Timestamp;
        }

        return null;
    }
}
