using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads the journals of repairs and publishes what is written in them.</summary>
internal sealed class RepairJournals(IAuditStore audit, RemediationStory story)
{
    /// <summary>
    /// Reads a repair's journal unless it is in memory, and publishes what may not have been: a process can die between the two.
    /// </summary>
    public async Task<IncidentJournal> Open(RepairCase one)
    {
        one.Journal ??= await IncidentJournal.Load(one.Plan, audit);
        await Publish(one);
        return one.Journal;
    }

    /// <summary>Reads it again; false where it has another end than before, and what was decided is void.</summary>
    public async Task<bool> Reload(RepairCase one)
    {
        var before = one.Journal?.NextPlace;
        one.Journal = await IncidentJournal.Load(one.Plan, audit);
        return one.Journal.NextPlace == before;
    }

    /// <summary>Publishes the rows that were not yet. Publishing one twice does no harm.</summary>
    public async Task Publish(RepairCase one)
    {
        var rows = one.Journal!.Rows;
        if (one.Published < rows.Count) await story.Publish(one.Plan, [.. rows.Skip(one.Published)]);
        one.Published = rows.Count;
    }
}
