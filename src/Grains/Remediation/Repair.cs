using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>One incident's repair in memory. What counts is its journal.</summary>
internal sealed class Repair(RemediationPlan plan, IncidentJournal journal, IAuditStore audit, Func<Repair, Task> begin, Action planned)
{
    /// <summary>The runbook applied to its incident, as that is now.</summary>
    public RemediationPlan Plan { get; private set; } = plan;

    public IncidentJournal Journal { get; private set; } = journal;

    /// <summary>True while its incident is open.</summary>
    public bool Stands { get; private set; }

    /// <summary>What keeps repairs away from its incident; null where nothing does.</summary>
    public string? HeldBy { get; private set; }

    /// <summary>When to look again after a look that came to nothing; null where none did.</summary>
    public Recheck? Recheck { get; set; }

    /// <summary>The level that was judged by last; null before.</summary>
    public LevelDecision? Level { get; set; }

    /// <summary>True where an attempt may begin. Not right after one that worked: whether another is needed is for the target to say first.</summary>
    public bool IsToBegin => !Journal.InFlight && Journal.Last?.Mark != JournalMark.Succeeded;

    /// <summary>The level to write down: a process that resumes has judged none yet, and goes by what is written.</summary>
    public AutonomyLevel LevelNow => Level?.Level ?? (Journal.Rows.Count == 0 ? AutonomyLevel.Observe : Journal.Rows[^1].AutonomyLevel);

    /// <summary>Whether it is to be looked at: what is under way always, else what stands, is not held and was not rejected.</summary>
    public bool IsWanted(DateTimeOffset now) => Journal.InFlight || (Stands && HeldBy is null && Journal.Proposal?.At(now) != ProposalState.Rejected);

    /// <summary>Takes in how its incident stands now; null where it is not open any more.</summary>
    public void See(OpenRepair? open)
    {
        (Stands, HeldBy) = (open is not null, open?.HeldBy);
        if (open is not null) Plan = open.Plan;
    }

    /// <summary>Makes sure, before anything is written, that it is looked at again after a death in between.</summary>
    public Task Begin() => begin(this);

    /// <summary>It has taken its turn: others wait from here on.</summary>
    public void Planned() => planned();

    /// <summary>Reads the journal again; false where it has another end than before, and what was decided is void.</summary>
    public async Task<bool> Reload()
    {
        var before = Journal.NextPlace;
        Journal = await IncidentJournal.Load(Plan, audit);
        return Journal.NextPlace == before;
    }
}
