using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Calls the endpoints of one cluster in turn until one answers for the cluster. The last one that answered comes first, then the others,
/// then those whose node reported no quorum, and finally those that failed recently; none is left out, because it may be the only one left.
/// </summary>
internal sealed partial class ClusterClient : IDisposable
{
    private const int MaxTimeouts = 2;

    private readonly EndpointClient[] _endpoints;
    private readonly TimeProvider _time;
    private readonly ProbeMetrics _metrics;
    private readonly ILogger _logger;
    private int _preferred;
    private volatile bool _noQuorumConfirmed;
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

    /// <summary>Calls endpoints until one answers for the cluster.</summary>
    public async Task<ProbeResult<T>> GetAsync<T>(PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var failures = new List<CallFailure>();
        string? answered = null;
        ProbeResult<T>? doubtful = null;
        var timeouts = 0;
        foreach (var endpoint in InPreferenceOrder())
        {
            var skipsRest = doubtful is not null
                ? (_noQuorumConfirmed && endpoint.Health.InBackOff) || timeouts >= MaxTimeouts
                : failures.Count > 0 && !IsWorthTrying(endpoint, failures, reader.CanStartOver);
            if (skipsRest) break;
            if (endpoint.Health.ActivePause is { } pause)
            {
                failures.Add(pause);
                continue;
            }

            var outcome = await TryAsync(endpoint, call, reader, cancellation);
            if (outcome.Failure is not { } failure)
            {
                var result = ProbeResult<T>.Success(outcome.Value!, endpoint.Name, _time.GetElapsedTime(started));
                if (!IsDoubtful(endpoint, reader.QuorumOf(outcome.Value!), failures)) return result;
                doubtful ??= result;
                continue;
            }

            if (failure.Scope == FailureScope.Endpoint) endpoint.Health.RecordFailure();
            if (failure.Failure.Kind == ProbeFailureKind.TimedOut) timeouts++;
            if (failure.RetryAfter is not null) endpoint.Health.Pause(failure);
            if (doubtful is not null) continue;
            if (!failure.Failure.IsNoAnswer) answered = endpoint.Name;
            failures.Add(failure);
            if (failure.Scope == FailureScope.Call) break;
            if (failure.Scope == FailureScope.Cluster)
            {
                Prefer(endpoint, failures[..^1]);
                return ProbeResult<T>.Failed(Masked(failure.Failure), endpoint.Name, _time.GetElapsedTime(started));
            }
        }

        // A missing quorum is only accepted after all endpoints were asked once; endpoints in back-off are not asked for it again.
        _noQuorumConfirmed |= doubtful is not null;
        return doubtful ?? ProbeResult<T>.Failed(Masked(FailureSummary.Of(failures)), answered, _time.GetElapsedTime(started));
    }

    /// <summary>Asks other endpoints before this one, until its member reports its quorum.</summary>
    /// <param name="name">The endpoint.</param>
    /// <param name="member">The member behind it; null if not known.</param>
    public void Avoid(string name, string? member)
    {
        if (Array.Find(_endpoints, endpoint => endpoint.Name == name) is not { } found) return;
        var others = _endpoints.Where(endpoint => !ReferenceEquals(endpoint, found)).ToList();

        // Nothing tells when the members behind the others are no longer cut off, so they get another chance.
        if (others.TrueForAll(other => other.Quorum is { IsDoubtful: true }))
            others.ForEach(other => other.Record(new(other.Quorum?.Member, Quorate: null)));
        found.Record(new(member ?? found.Quorum?.Member, Quorate: false));
    }

    // Whether the answering member may see only a partition without quorum.
    private bool IsDoubtful(EndpointClient endpoint, MemberQuorum? quorum, List<CallFailure> failures)
    {
        if (quorum is { } reported) endpoint.Record(reported);
        if (quorum is { IsDoubtful: true })
        {
            // If no member has quorum, the same one is asked each time, so that the view does not change with the answering member.
            endpoint.Health.RecordAnswer();
            return true;
        }

        Prefer(endpoint, failures);
        if (quorum is not null) _noQuorumConfirmed = false;
        return false;
    }

    /// <summary>
    /// Asks the endpoints that may be a member. True if one answers as that member; false if the one last known as it does not answer; null
    /// if none is known as it.
    /// </summary>
    public async Task<bool?> AnswersAsMemberAsync(string member, IAnswerReader<ClusterMembership> reader, CancellationToken cancellation)
    {
        var call = new PveCall("who-are-you", "/cluster/status", NodePing.Timeout);
        var asked = _endpoints.Where(endpoint => endpoint.Quorum is not { Member: { } known } || known == member).Select(
            async endpoint => (
                Endpoint: endpoint, WasMember: endpoint.Quorum?.Member == member,
                Outcome: await TryAsync(endpoint, call, reader, cancellation)));
        bool? found = null;
        foreach (var (endpoint, wasMember, outcome) in await Task.WhenAll(asked))
        {
            if (outcome.Failure is null && reader.QuorumOf(outcome.Value!) is { } reported) endpoint.Record(reported);
            bool? isMember = outcome.Failure switch
            {
                { } failure when wasMember => !failure.Failure.IsNoAnswer,
                null when endpoint.Quorum?.Member == member => true,
                _ => null,
            };
            found = found == true ? true : isMember ?? found;
        }

        return found;
    }

    /// <summary>Rents the string cache of the previous poll. One reader at a time; a concurrent one gets an empty cache.</summary>
    public StringCache RentStrings() => Interlocked.Exchange(ref _idleStrings, null) ?? new StringCache();

    /// <summary>Returns the string cache for the next poll.</summary>
    public void ReturnStrings(StringCache strings) => Volatile.Write(ref _idleStrings, strings);

    public void Dispose()
    {
        foreach (var endpoint in _endpoints) endpoint.Dispose();
    }

    private async Task<AttemptOutcome<T>> TryAsync<T>(
        EndpointClient endpoint, PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var outcome = await Attempt.RunAsync(endpoint, call, reader, Connection.TokenId, _time, cancellation);
        _metrics.RecordCall(Connection.Name, call.Name, outcome.Failure?.Failure.Kind.ToString() ?? "Success", _time.GetElapsedTime(began));
        return call.Optional && outcome.Failure is { } failure
            ? new AttemptOutcome<T>(failure with { Scope = FailureScope.Call, RetryAfter = null })
            : outcome;
    }

    private IEnumerable<EndpointClient> InPreferenceOrder()
    {
        var preferred = _endpoints[Volatile.Read(ref _preferred)];
        return _endpoints
            .OrderBy(static e => e.Health.InBackOff ? e.Health.BackOffUntil : DateTimeOffset.MinValue)
            .ThenBy(static e => e.Quorum is { IsDoubtful: true } ? 1 : 0)
            .ThenBy(e => ReferenceEquals(e, preferred) ? 0 : 1)
            .ToArray();
    }

    private static bool IsWorthTrying(EndpointClient next, List<CallFailure> failures, bool canStartOver)
    {
        if (!canStartOver || failures.Count(static f => f.Failure.Kind == ProbeFailureKind.TimedOut) >= MaxTimeouts) return false;

        // The queried node is the likelier cause: one healthy endpoint suffices as confirmation.
        return failures[^1].Scope != FailureScope.Node
            || (failures.Count(static f => f.Scope == FailureScope.Node) == 1 && !next.Health.InBackOff);
    }

    private void Prefer(EndpointClient endpoint, List<CallFailure> before)
    {
        endpoint.Health.RecordAnswer();
        var index = Array.IndexOf(_endpoints, endpoint);
        Debug.Assert(index >= 0, "an endpoint of this cluster");
        if (Interlocked.Exchange(ref _preferred, index) != index && before.Count > 0)
        {
            LogFailedOver(_logger, Connection.Name, endpoint.Name, Masked(before[0].Failure).Message);
        }
    }

    private ProbeFailure Masked(ProbeFailure failure) => failure.Without(Connection.TokenSecret.Trim());
}
