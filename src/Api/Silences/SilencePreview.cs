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

    private const int PerPage = 500;

    /// <summary>The incidents that match, newest first.</summary>
    public async Task<ImmutableArray<Incident>> Find(SilenceMatch match, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<Incident>();
        long? before = null;
        for (var read = 0; read < MostRead; read += PerPage)
        {
            var page = await store.ListAsync(new(OpenOnly: true, Limit: PerPage, Before: before), cancellation);
            found.AddRange(page.Items.Where(one => match.Matches(Notice.Of(one, "preview", time.GetUtcNow(), one.Cause, null))));
            before = page.NextCursor;
            if (before is null) break;
        }

        return found.ToImmutable();
    }
}
