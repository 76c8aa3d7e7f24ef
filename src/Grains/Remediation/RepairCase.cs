using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>One incident's repair in memory. What counts is its journal; the rest can be lost and costs another look.</summary>
internal sealed class RepairCase(RemediationPlan plan)
{
    private bool _inFlight;
    private bool _queued;

    /// <summary>The runbook applied to its incident, as that is now.</summary>
    public RemediationPlan Plan { get; set; } = plan;

    /// <summary>The incident.</summary>
    public string Id => Plan.IncidentId;

    /// <summary>True while its incident is open.</summary>
    public bool IsOpen { get; set; }

    /// <summary>False until what has failed beside it is known: before that it must not begin.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>What keeps repairs away from its incident; null where nothing does.</summary>
    public string? SuspendedBy { get; set; }

    /// <summary>True while something wider that came later is open: what that keeps from being repaired is no news.</summary>
    public bool IsOvershadowed { get; set; }

    /// <summary>False where the configuration does not name its runbook.</summary>
    public bool InUse { get; set; } = true;

    /// <summary>What is written about it; null while it waits, so that ten thousand that wait take little memory.</summary>
    public IncidentJournal? Journal { get; set; }

    /// <summary>True where something was planned or sent, and what became of it is not written yet.</summary>
    public bool InFlight => Journal?.InFlight ?? _inFlight;

    /// <summary>True where its newest entry says that it waits for its turn.</summary>
    public bool IsQueued => Journal is null ? _queued : Journal.Refused is { OnlySlotMissing: true };

    /// <summary>What was read for the last step.</summary>
    public ProbeReadings Evidence { get; set; } = ProbeReadings.None;

    /// <summary>What bore on it when it was looked at last; null before, and where that does not matter.</summary>
    public LocalFacts? Local { get; set; }

    /// <summary>When to look again after a look that came to nothing; null where none did.</summary>
    public Recheck? Recheck { get; set; }

    /// <summary>The level that was judged by last; null before.</summary>
    public LevelDecision? Level { get; set; }

    /// <summary>True where a person wants it proposed anew.</summary>
    public bool IsRenewed { get; set; }

    /// <summary>True where something bearing on it happened while a step of it ran: it is looked at again.</summary>
    public bool IsWoken { get; set; }

    /// <summary>
    /// True where an attempt may begin. Not right after one that worked: whether another is needed is for the target to say first.
    /// </summary>
    public bool IsToBegin => !InFlight && Journal?.Last?.Mark != JournalMark.Succeeded;

    /// <summary>The level to write down: a process that resumes has judged none yet, and goes by what is written.</summary>
    public AutonomyLevel LevelNow =>
        Level?.Level ?? (Journal is null or { Rows.Count: 0 } ? AutonomyLevel.Observe : Journal.Rows[^1].AutonomyLevel);

    /// <summary>How many rows of its journal were published.</summary>
    public int Published { get; set; }

    /// <summary>Lets go of the journal; what it says of the repair's state is kept.</summary>
    public void Release()
    {
        if (Journal is null || Journal.InFlight) return;
        (_inFlight, _queued, Journal, Evidence) =
            (Journal.InFlight, Journal.Refused is { OnlySlotMissing: true }, null, ProbeReadings.None);
    }
}
