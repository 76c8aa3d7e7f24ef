using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads the journals of repairs and publishes their rows.</summary>
internal sealed class RepairJournals(IAuditStore audit, RemediationStory story)
{
    /// <summary>Reads a repair's journal unless it is in memory, and publishes rows that a crash may have left unpublished.</summary>
    public async Task<IncidentJournal> Open(RepairCase repair)
    {
        repair.Journal ??= await IncidentJournal.Load(repair.Plan, audit);
        await Publish(repair);
        return repair.Journal;
    }

    /// <summary>Reads the journal again; false if it has new entries, so that earlier decisions are void.</summary>
    public async Task<bool> Reload(RepairCase repair)
    {
        var before = repair.Journal?.NextPlace;
        repair.Journal = await IncidentJournal.Load(repair.Plan, audit);
        return repair.Journal.NextPlace == before;
    }

    /// <summary>Publishes new rows. Publishing a row twice has no effect.</summary>
    public async Task Publish(RepairCase repair)
    {
        var rows = repair.Journal!.Rows;
        if (repair.Published < rows.Count) await story.Publish(repair.Plan, [.. rows.Skip(repair.Published)]);
        repair.Published = rows.Count;
    }
}
