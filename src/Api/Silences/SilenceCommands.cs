using System.Globalization;
using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Api.Silences;

/// <summary>Commands on silences, shared by REST and the dashboard. Each checks the user's role.</summary>
internal sealed class SilenceCommands(
    IGrainFactory grains, IIncidentStore incidents, MonitorSettings settings, TimeProvider time)
{
    /// <summary>The names of the monitored clusters.</summary>
    public IReadOnlyCollection<string> Clusters => [.. settings.Clusters.Select(cluster => cluster.ToString())];

    /// <summary>All silences, the newest first.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task<IReadOnlyList<Silence>> List() =>
        [.. (await Limited(() => grains.Silences().Get(), "Silences cannot be read.")).All.Reverse()];

    /// <summary>Creates a silence. It is in force once it is stored.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was created.</exception>
    public async Task<CallOutcome<Silence>> Create(
        SilenceDraft draft, ClaimsPrincipal? user, IPAddress? address, CancellationToken cancellation)
    {
        if (user.Refusal(Permission.Silence) is { } forbidden) return Forbid(forbidden);
        var now = time.GetUtcNow();
        var id = $"sil_{Guid.CreateVersion7(now).ToString("n", CultureInfo.InvariantCulture)}";
        var reading = SilenceReading.Of(draft, Clusters, user.Name(), id, now);
        if (reading.Silence is not { } silence) return CallOutcome<Silence>.Bad(reading.Problem!);
        if (await RefuseIncident(silence, cancellation) is { } problem) return CallOutcome<Silence>.Bad(problem);
        var isAdded = await Limited(
            () => grains.Silences().Create(silence, address?.ToString()), "It is not known whether it was created; look at the list.");
        return isAdded
            ? CallOutcome<Silence>.Of(silence)
            : CallOutcome<Silence>.Refused(
                StatusCodes.Status409Conflict, "too-many-silences",
                $"There are {Domain.Notifications.Silences.Capacity} silences, which is the limit; end one first.");
    }

    /// <summary>Ends a silence; one that is over stays as it is.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it ended.</exception>
    public async Task<CallOutcome<Silence>> End(string id, ClaimsPrincipal? user, IPAddress? address)
    {
        if (user.Refusal(Permission.Silence) is { } forbidden) return Forbid(forbidden);
        var ended = await Limited(
            () => grains.Silences().End(id, user.Name(), address?.ToString()), "It is not known whether it ended; try again.");
        return ended is null
            ? CallOutcome<Silence>.Refused(StatusCodes.Status404NotFound, "not-found", $"There is no silence {id}.")
            : CallOutcome<Silence>.Of(ended);
    }

    private async Task<string?> RefuseIncident(Silence silence, CancellationToken cancellation)
    {
        if (silence.Match.IncidentId is not { } id) return null;
        if (await incidents.FindAsync(id, cancellation) is not { } incident) return $"There is no incident {id}.";
        return incident.IsOpen ? null : $"Incident {id} is resolved; there is nothing to silence.";
    }

    private Task<T> Limited<T>(Func<Task<T>> call, string problem) => LimitedCall.Make(time, call, problem);

    private static CallOutcome<Silence> Forbid(string reason) =>
        CallOutcome<Silence>.Refused(StatusCodes.Status403Forbidden, "forbidden", reason);
}
