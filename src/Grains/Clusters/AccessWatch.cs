using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Knows what a cluster's tokens hold: read at connect and daily, more often while something is lacking, and at once when something vanishes or is refused
/// that should not be. What cannot be read leaves what was known.
/// </summary>
internal sealed partial class AccessWatch(ClusterName cluster, IProbe probe, ClusterMetrics metrics, ILogger log)
{
    private static readonly TimeSpan Whole = TimeSpan.FromDays(1);
    private static readonly TimeSpan WhileBlind = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterVanishing = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _triedAt;
    private bool _refused;

    /// <summary>What was found last; null before the first time.</summary>
    public AccessReport? Report { get; private set; }

    /// <summary>A call was refused for want of a privilege.</summary>
    public void NoteRefusal() => _refused = true;

    /// <summary>The cluster did not answer: what its tokens hold may be another when it does again.</summary>
    public void NoteLoss() => _triedAt = null;

    /// <summary>Whether it is time to read.</summary>
    /// <param name="now">Now.</param>
    /// <param name="vanished">True where something that was shown is no longer.</param>
    public bool IsDue(DateTimeOffset now, bool vanished)
    {
        if (_triedAt is not { } tried) return true;
        var period = Report is null || Report.Tokens.Any(token => token.Privileges is null && !token.Refused) ? AfterFailure
            : Report.BlindSpots.IsEmpty ? Whole : WhileBlind;
        if (vanished) period = AfterVanishing;
        else if (_refused && period > AfterRefusal) period = AfterRefusal;
        return now - tried >= period;
    }

    /// <summary>Reads what the tokens hold.</summary>
    /// <param name="nodes">The cluster's nodes.</param>
    /// <param name="now">Now.</param>
    public async Task<AccessReport> Read(IReadOnlyCollection<string> nodes, DateTimeOffset now)
    {
        (_triedAt, _refused) = (now, false);
        var tokens = ImmutableArray.CreateBuilder<TokenAccess>();
        foreach (var role in Enum.GetValues<TokenRole>())
        {
            if (probe.TokenIdOf(cluster, role) is { } id) tokens.Add(await Read(role, id));
        }

        var found = new AccessReport(now, tokens.ToImmutable(), BlindSpots.Derive(tokens, nodes));
        foreach (var role in Enum.GetValues<TokenRole>()) metrics.Blind(cluster, role, found.BlindSpots.Count(spot => spot.Token == role));
        Tell(found);
        return Report = found;
    }

    private async Task<TokenAccess> Read(TokenRole role, string id)
    {
        var result = await probe.ReadPrivilegesAsync(cluster, role, CancellationToken.None);
        if (result.Succeeded) return new(role, id, result.Value, null);
        var refused = role == TokenRole.Act && result.Failure.Kind == ProbeFailureKind.Unauthorised;
        var known = refused ? null : Report?.Tokens.FirstOrDefault(token => token.Role == role && token.TokenId == id)?.Privileges;
        return new(role, id, known, result.Failure.Message, refused);
    }

    private void Tell(AccessReport found)
    {
        foreach (var token in found.Tokens)
        {
            if (token.Failure is { } failure && !token.Refused) LogUnreadable(log, token.TokenId, cluster, failure);
        }

        // Told at connect and when it changes; between that it stands in the API.
        var before = Report?.BlindSpots.Select(spot => spot.Key).ToHashSet(StringComparer.Ordinal);
        if (before?.SetEquals(found.BlindSpots.Select(spot => spot.Key)) == true) return;
        if (found.BlindSpots.IsEmpty && found.Tokens.All(token => token.Privileges is not null)) LogSeesAll(log, cluster, string.Join(", ", found.Tokens.Select(token => token.TokenId)));
        foreach (var spot in found.BlindSpots) LogBlind(log, cluster, spot.Words, string.Join(Environment.NewLine + "  ", spot.Mend));
    }
}
