using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Asks the endpoints of one cluster in turn until one gives the cluster's word. The one that answered last is asked first; those that failed
/// lately are asked last, but never left out, since they may be all that is left.
/// </summary>
internal sealed partial class ClusterClient : IDisposable
{
    private const int MaxTimeouts = 2;

    private readonly EndpointClient[] _endpoints;
    private readonly TimeProvider _time;
    private readonly ProbeMetrics _metrics;
    private readonly ILogger _logger;
    private int _preferred;
    private StringCache? _idleStrings = new();

    public ClusterClient(ClusterConnection connection, ProbeTimeouts timeouts, ClusterTraffic traffic, TimeProvider time, ProbeMetrics metrics, ILogger logger)
    {
        (Connection, _time, _metrics, _logger) = (connection, time, metrics, logger);
        _endpoints = [.. connection.Endpoints.Select(address => new EndpointClient(address, connection, timeouts, traffic, time))];
    }

    public ClusterConnection Connection { get; }

    /// <summary>Asks until an endpoint gives the cluster's word.</summary>
    public async Task<ProbeResult<T>> GetAsync<T>(PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var failures = new List<CallFailure>();
        string? answered = null;
        ProbeResult<T>? doubtful = null;
        foreach (var endpoint in InOrder())
        {
            if (doubtful is not null ? endpoint.Health.InBackOff : failures.Count > 0 && !WorthAsking(endpoint, failures, reader.CanStartOver)) break;
            if (endpoint.Health.Resting is { } resting)
            {
                failures.Add(resting);
                continue;
            }

            var outcome = await TryAsync(endpoint, call, reader, cancellation);
            if (outcome.Failure is not { } failure)
            {
                var result = ProbeResult<T>.Success(outcome.Value!, endpoint.Name, _time.GetElapsedTime(started));
                var isDoubtful = reader.IsDoubtful(outcome.Value!);
                if (doubtful is null || !isDoubtful) Prefer(endpoint, failures);
                if (!isDoubtful) return result;
                doubtful ??= result;
                continue;
            }

            if (failure.Scope == FailureScope.Endpoint) endpoint.Health.Failed();
            if (failure.Rest is not null) endpoint.Health.LeaveAlone(failure);
            if (doubtful is not null) continue;
            if (failure.Failure.Kind is not (ProbeFailureKind.Transport or ProbeFailureKind.TimedOut)) answered = endpoint.Name;
            failures.Add(failure);
            if (failure.Scope == FailureScope.Cluster)
            {
                Prefer(endpoint, failures[..^1]);
                return ProbeResult<T>.Failed(Word(failure.Failure), endpoint.Name, _time.GetElapsedTime(started));
            }
        }

        return doubtful ?? ProbeResult<T>.Failed(Word(FailureSummary.Of(failures)), answered, _time.GetElapsedTime(started));
    }

    /// <summary>Strings of the previous poll, for one reader at a time; a second one at the same time starts with none.</summary>
    public StringCache TakeStrings() => Interlocked.Exchange(ref _idleStrings, null) ?? new StringCache();

    /// <summary>Gives them back for the next poll.</summary>
    public void ReturnStrings(StringCache strings) => Volatile.Write(ref _idleStrings, strings);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var endpoint in _endpoints) endpoint.Dispose();
    }

    private async Task<Outcome<T>> TryAsync<T>(EndpointClient endpoint, PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var outcome = await Attempt.RunAsync(endpoint, call, reader, Connection.TokenId, _time, cancellation);
        _metrics.Ended(Connection.Name, call.Name, outcome.Failure?.Failure.Kind.ToString() ?? "Success", _time.GetElapsedTime(began));
        return outcome;
    }

    private IEnumerable<EndpointClient> InOrder()
    {
        var preferred = _endpoints[Volatile.Read(ref _preferred)];
        return _endpoints
            .OrderBy(static e => e.Health.InBackOff ? e.Health.BackOffUntil : DateTimeOffset.MinValue)
            .ThenBy(e => ReferenceEquals(e, preferred) ? 0 : 1)
            .ToArray();
    }

    private static bool WorthAsking(EndpointClient next, List<CallFailure> failures, bool canStartOver)
    {
        if (!canStartOver || failures.Count(static f => f.Failure.Kind == ProbeFailureKind.TimedOut) >= MaxTimeouts) return false;

        // The node asked about is the likelier culprit: one healthy endpoint as second witness is enough.
        return failures[^1].Scope != FailureScope.Node || (failures.Count(static f => f.Scope == FailureScope.Node) == 1 && !next.Health.InBackOff);
    }

    private void Prefer(EndpointClient endpoint, List<CallFailure> before)
    {
        endpoint.Health.Answered();
        var index = Array.IndexOf(_endpoints, endpoint);
        Debug.Assert(index >= 0, "an endpoint of this cluster");
        if (Interlocked.Exchange(ref _preferred, index) != index && before.Count > 0)
        {
            LogFailedOver(_logger, Connection.Name, endpoint.Name, Word(before[0].Failure).Message);
        }
    }

    private ProbeFailure Word(ProbeFailure failure) => failure.Without(Connection.TokenSecret.Trim());
}
