using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Silences;

/// <summary>Finds the open incidents that a silence would mute now, among the newest <see cref="MostRead"/>.</summary>
internal sealed class SilencePreview(IIncidentStore store, TimeProvider time)
{
    /// <summary>How many open incidents are looked at.</summary>
    public const int MostRead = 5000;

    /// <summary>The incidents that match, newest first.</summary>
    public async Task<ImmutableArray<Incident>> Find(NoticeMatch match, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<Incident>();
        await foreach (var page in store.ReadOpenPages(cluster: null, cancellation: cancellation)
            .Take(MostRead / OpenIncidentPages.Size).WithCancellation(cancellation))
        {
            found.AddRange(page.Where(one => match.Matches(Notice.Of(one, "preview", time.GetUtcNow(), one.Cause, null))));
        }

        return found.ToImmutable();
    }
}
