using System.Security.Cryptography;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Http;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>Sends one POST to one endpoint. It moves to the next endpoint only if the request was certainly not sent.</summary>
internal sealed class Sender(ActTimeouts timeouts, Traffic traffic, IProxmoxTransport transport, TimeProvider time)
{
    private const string ApiPath = "/api2/json";

    /// <summary>Sends a request.</summary>
    /// <param name="connection">The cluster, with the act token as its only token.</param>
    /// <param name="endpoints">Its endpoints, the best one first.</param>
    /// <param name="call">What to send.</param>
    /// <param name="makesTask">Whether a successful answer is a UPID.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<ActResult> SendAsync(
        ClusterConnection connection, IEnumerable<Uri> endpoints, PveCall call, bool makesTask, CancellationToken cancellation)
    {
        var failures = new List<ProbeFailure>();
        foreach (var endpoint in endpoints)
        {
            var (result, failure) = await TryAsync(connection, endpoint, call, makesTask, cancellation);
            if (result is not null) return result;
            failures.Add(failure!);
        }

        return ActResult.NotSent(string.Join("; ", failures.Select(failure => failure.Description)));
    }

    private async Task<(ActResult? Result, ProbeFailure? NotSent)> TryAsync(
        ClusterConnection connection, Uri endpoint, PveCall call, bool makesTask, CancellationToken cancellation)
    {
        var name = endpoint.Authority;
        ServerTrust trust;
        try
        {
            trust = new ServerTrust(connection.Tls);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (ActResult.NotSent(ConnectionFaults.UnreadableCaFile(connection, e).Description, lasting: true), null);
        }

        if (await SlotAsync(connection, name, cancellation) is not { } free)
            return (null, TransportFailures.Busy(name, timeouts.Connect).Failure);
        using var slot = free;
        using var timeout = new CancellationTokenSource(call.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using var shot = new SingleShot(transport, trust, timeouts.Connect);
        try
        {
            traffic.Of(connection.Name).Window.Add();
            var answer = await shot.SendAsync(Address(endpoint, call), Authorization(connection), either.Token);
            return (AnswerMeaning.Of(answer, name, call, connection.TokenId, makesTask), null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (TransportFailures.Explains(e))
        {
            var failure = timeout.IsCancellationRequested ? TransportFailures.TimedOut(name, call) : TransportFailures.Of(e, name, trust);
            return shot.MayHaveLeft
                ? (ActResult.Unknown(
                    $"{failure.Failure.Message}; the request may have been sent, so only the tasks of the node show whether it was "
                        + $"carried out"), null)
                : (null, failure.Failure);
        }
    }

    // Reads that hang hold an endpoint's slots for long. What was decided before they end may no longer be right then.
    private async Task<EndpointSlots.Slot?> SlotAsync(ClusterConnection connection, string endpoint, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await traffic.Of(connection.Name).SlotsOf(endpoint).AcquireAsync(patient: false, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Uri Address(Uri endpoint, PveCall call) =>
        new(endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + ApiPath
            + call.Path);

    private static string Authorization(ClusterConnection connection) =>
        $"PVEAPIToken={connection.TokenId}={connection.TokenSecret.Trim()}";
}
