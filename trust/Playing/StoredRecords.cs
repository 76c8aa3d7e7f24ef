using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Heads;

namespace OrleansMonitor.Trust.Playing;

/// <summary>Reads all stored records of a monitor.</summary>
internal static class StoredRecords
{
    private const int PageSize = 500;

    public static async Task<IReadOnlyList<MonitorEvent>> Events(IServiceProvider services)
    {
        var (store, all) = (services.GetRequiredService<IEventStore>(), new List<MonitorEvent>());
        while (await store.ReadAfterAsync(all.Count == 0 ? 0 : all[^1].Sequence, PageSize, CancellationToken.None) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    public static async Task<IReadOnlyList<Incident>> Incidents(IServiceProvider services, bool openOnly)
    {
        var (store, all) = (services.GetRequiredService<IIncidentStore>(), new List<Incident>());
        for (long? before = null; ;)
        {
            var page = await store.ListAsync(new(openOnly, Limit: PageSize, Before: before), CancellationToken.None);
            all.AddRange(page.Items);
            if ((before = page.NextCursor) is null) return all;
        }
    }

    /// <summary>All audit rows, oldest first.</summary>
    public static async Task<IReadOnlyList<AutonomyAction>> Actions(IServiceProvider services)
    {
        var (store, all) = (services.GetRequiredService<IAuditStore>(), new List<AutonomyAction>());
        for (long? before = null; ;)
        {
            var page = await store.ListAsync(new ActionQuery(PageSize, Before: before), CancellationToken.None);
            all.AddRange(page.Items);
            if ((before = page.NextCursor) is null) break;
        }

        all.Reverse();
        return all;
    }

    /// <summary>The first break of the audit log's chains as text; null if they are intact.</summary>
    public static async Task<string?> ChainProblem(IServiceProvider services)
    {
        var verdicts = await AuditVerifier.VerifyAsync(
            services.GetRequiredService<IAuditStore>(), services.GetRequiredService<AuditHeads>(), CancellationToken.None);
        return verdicts.FirstOrDefault(verdict => verdict.Break is not null) is { } broken
            ? $"chain {broken.Chain.Name}: {broken.Break!.Reason}" : null;
    }
}
