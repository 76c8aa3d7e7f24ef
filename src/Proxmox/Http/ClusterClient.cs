using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Asks the endpoints of one cluster in turn until one gives the cluster's word. The one that answered last is asked first; those whose
/// node has no quorum are asked after the others until they say that it has, and those that failed lately last, but never left out, since
/// they may be all that is left.
/// </summary>
internal sealed partial class ClusterClient : IDisposable
{
    private const int MaxTimeouts = 2;

    private readonly EndpointClient[] _endpoints;
    private readonly TimeProvider _time;
    private readonly ProbeMetrics _metrics;
    private readonly ILogger _logger;
    private int _preferred;
    private volatile bool _doubted;
    private StringCache? _idleStrings = new();

    public ClusterClient(
        ClusterConnection connection, ProbeTimeouts timeouts, ClusterTraffic traffic, IProxmoxTransport transport, TimeProvider time,
        ProbeMetrics metrics, ILogger logger)
    {
        (Connection, _time, _metrics, _logger) = (connection, time, metrics, logger);
        _endpoints =
            [.. connection.Endpoints.Select(address => new EndpointClient(address, connection, timeouts, traffic, transport, time))];
    }

    public ClusterConnection Connection { get; }

    /// <summary>Asks until an endpoint gives the cluster's word.</summary>
    public async Task<ProbeResult<T>> GetAsync<T>(PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var failures = new List<CallFailure>();
        string? answered = null;
        ProbeResult<T>? doubtful = null;
        var timeouts = 0;
        foreach (var endpoint in InOrder())
        {
            if (doubtful is not null ? (_doubted && endpoint.Health.InBackOff) || timeouts >= MaxTimeouts
                : failures.Count > 0 && !WorthAsking(endpoint, failures, reader.CanStartOver)) break;
            if (endpoint.Health.Resting is { } resting)
            {
                failures.Add(resting);
                continue;
            }

            var outcome = await TryAsync(endpoint, call, reader, cancellation);
            if (outcome.Failure is not { } failure)
            {
                var result = ProbeResult<T>.Success(outcome.Value!, endpoint.Name, _time.GetElapsedTime(started));
                if (!IsDoubtful(endpoint, reader.WordOf(outcome.Value!), failures)) return result;
                doubtful ??= result;
                continue;
            }

            if (failure.Scope == FailureScope.Endpoint) endpoint.Health.Failed();
            if (failure.Failure.Kind == ProbeFailureKind.TimedOut) timeouts++;
            if (failure.Rest is not null) endpoint.Health.LeaveAlone(failure);
            if (doubtful is not null) continue;
            if (!failure.Failure.IsNoAnswer) answered = endpoint.Name;
            failures.Add(failure);
            if (failure.Scope == FailureScope.Cluster)
            {
                Prefer(endpoint, failures[..^1]);
                return ProbeResult<T>.Failed(Word(failure.Failure), endpoint.Name, _time.GetElapsedTime(started));
            }
        }

        // Before it is believed that none has quorum, all were asked once; those that do not answer are not waited for again and again.
        _doubted |= doubtful is not null;
        return doubtful ?? ProbeResult<T>.Failed(Word(FailureSummary.Of(failures)), answered, _time.GetElapsedTime(started));
    }

    // Whether the member that answered speaks for a part without quorum only.
    private bool IsDoubtful(EndpointClient endpoint, PartitionWord? word, List<CallFailure> failures)
    {
        if (word is { } said) endpoint.Record(said);
        if (word is { IsDoubtful: true })
        {
            // Where none has quorum the same one is asked on and on: what is seen must not turn with whoever answers.
            endpoint.Health.Answered();
            return true;
        }

        Prefer(endpoint, failures);
        if (word is not null) _doubted = false;
        return false;
    }

    /// <summary>
    /// Asks the endpoints that may be a member whether they are. True where one answers that is; false where the one that it was does not;
    /// null where none is known to be it.
    /// </summary>
    public async Task<bool?> AskWhetherItIsAsync(string member, IAnswerReader<ClusterMembership> reader, CancellationToken cancellation)
    {
        var call = new PveCall("who-are-you", "/cluster/status", NodePing.Timeout);
        var asked = _endpoints.Where(endpoint => endpoint.Word is not { Member: { } known } || known == member)
            .Select(async endpoint =>
                (Endpoint: endpoint, WasIt: endpoint.Word?.Member == member,
                    Outcome: await TryAsync(endpoint, call, reader, cancellation)));
        bool? found = null;
        foreach (var (endpoint, wasIt, outcome) in await Task.WhenAll(asked))
        {
            if (outcome.Failure is null && reader.WordOf(outcome.Value!) is { } said) endpoint.Record(said);
            var isIt = outcome.Failure is { } failure
                ? wasIt ? !failure.Failure.IsNoAnswer : (bool?)null
                : endpoint.Word?.Member == member ? true : null;
            found = found == true ? true : isIt ?? found;
        }

        return found;
    }

    /// <summary>Strings of the previous poll, for one reader at a time; a second one at the same time starts with none.</summary>
    public StringCache RentStrings() => Interlocked.Exchange(ref _idleStrings, null) ?? new StringCache();

    /// <summary>Gives them back for the next poll.</summary>
    public void ReturnStrings(StringCache strings) => Volatile.Write(ref _idleStrings, strings);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var endpoint in _endpoints) endpoint.Dispose();
    }

    private async Task<AttemptOutcome<T>> TryAsync<T>(
        EndpointClient endpoint, PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
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
            .ThenBy(static e => e.Word is { IsDoubtful: true } ? 1 : 0)
            .ThenBy(e => ReferenceEquals(e, preferred) ? 0 : 1)
            .ToArray();
    }

    private static bool WorthAsking(EndpointClient next, List<CallFailure> failures, bool canStartOver)
    {
        if (!canStartOver || failures.Count(static f => f.Failure.Kind == ProbeFailureKind.TimedOut) >= MaxTimeouts) return false;

        // The node asked about is the likelier culprit: one healthy endpoint as second witness is enough.
        return failures[^1].Scope != FailureScope.Node
            || (failures.Count(static f => f.Scope == FailureScope.Node) == 1 && !next.Health.InBackOff);
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
