using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>One incident's repair in memory. What counts is its journal.</summary>
internal sealed class Repair(RemediationPlan plan, IncidentJournal journal, IAuditStore audit, Func<RemediationPlan, Task> begin)
{
    public RemediationPlan Plan => plan;

    public IncidentJournal Journal { get; private set; } = journal;

    /// <summary>The level that was judged by last; null before.</summary>
    public LevelDecision? Level { get; set; }

    /// <summary>True where an attempt may begin. Not right after one that worked: whether another is needed is for the target to say first.</summary>
    public bool IsToBegin => !Journal.InFlight && Journal.Last?.Mark != JournalMark.Succeeded;

    /// <summary>The level to write down: a process that resumes has judged none yet, and goes by what is written.</summary>
    public AutonomyLevel LevelNow => Level?.Level ?? (Journal.Rows.Count == 0 ? AutonomyLevel.Observe : Journal.Rows[^1].AutonomyLevel);

    /// <summary>Makes sure, before anything is written, that it is looked at again after a death in between.</summary>
    public Task Begin() => begin(plan);

    /// <summary>Reads the journal again; false where it has another end than before, and what was decided is void.</summary>
    public async Task<bool> Reload()
    {
        var before = Journal.NextPlace;
        Journal = await IncidentJournal.Load(plan, audit);
        return Journal.NextPlace == before;
    }
}
