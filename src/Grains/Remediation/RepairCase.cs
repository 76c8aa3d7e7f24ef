using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>One incident's repair in memory. Its journal is authoritative; losing the rest costs another check.</summary>
internal sealed class RepairCase(RemediationPlan plan)
{
    private bool _inFlight;
    private bool _queued;

    /// <summary>The runbook, applied to the present incident.</summary>
    public RemediationPlan Plan { get; set; } = plan;

    public string Id => Plan.IncidentId;

    public bool IsOpen { get; set; }

    /// <summary>False until the other failures are known: a storm among them must prevent its begin.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>What suspends the repair of its incident; null if nothing does.</summary>
    public string? SuspendedBy { get; set; }

    /// <summary>True while a wider incident that came later is open: a refusal because of it is no news.</summary>
    public bool IsOvershadowed { get; set; }

    /// <summary>Whether the configuration names its runbook.</summary>
    public bool InUse { get; set; } = true;

    /// <summary>Its journal; null while it waits, to save memory with thousands of waiting repairs.</summary>
    public IncidentJournal? Journal { get; set; }

    /// <summary>Whether something was planned or sent, and its result is not written yet.</summary>
    public bool InFlight => Journal?.InFlight ?? _inFlight;

    /// <summary>Whether its newest entry says that it waits for a slot.</summary>
    public bool IsQueued => Journal is null ? _queued : Journal.Refused is { OnlySlotMissing: true };

    /// <summary>The readings of the last step.</summary>
    public ProbeReadings Evidence { get; set; } = ProbeReadings.None;

    /// <summary>The local facts at the last check; null before, and if they do not matter.</summary>
    public LocalFacts? Local { get; set; }

    /// <summary>When to check again after a check without a change; null otherwise.</summary>
    public Recheck? Recheck { get; set; }

    /// <summary>The level at the last check; null before.</summary>
    public LevelDecision? Level { get; set; }

    /// <summary>Whether a person wants it proposed again.</summary>
    public bool IsRenewed { get; set; }

    /// <summary>Whether an event affected it during a step: it is checked again.</summary>
    public bool IsWoken { get; set; }

    /// <summary>Whether an attempt may begin. After a successful one, the target must first be read again.</summary>
    public bool IsToBegin => !InFlight && Journal?.Last?.Mark != JournalMark.Succeeded;

    /// <summary>The level for audit rows. After a restart it is that of the newest row.</summary>
    public AutonomyLevel LevelNow =>
        Level?.Level ?? (Journal is null or { Rows.Count: 0 } ? AutonomyLevel.Observe : Journal.Rows[^1].AutonomyLevel);

    /// <summary>The number of rows of its journal that were published.</summary>
    public int Published { get; set; }

    /// <summary>Releases the journal, but keeps the state that it shows.</summary>
    public void Release()
    {
        if (Journal is null || Journal.InFlight) return;
        (_inFlight, _queued, Journal, Evidence) =
            (Journal.InFlight, Journal.Refused is { OnlySlotMissing: true }, null, ProbeReadings.None);
    }
}
