using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Knows what a cluster's tokens hold: read at connect and daily, within a minute while something is lacking, so that what was mended is
/// noticed, and at once when something vanishes that should not. What cannot be read leaves what was known.
/// </summary>
internal sealed partial class AccessWatch(ClusterName cluster, IProbe probe, ClusterMetrics metrics, ILogger log)
{
    /// <summary>The most paths that are asked about by themselves in one reading.</summary>
    public const int MaxAsked = 20;

    private static readonly TimeSpan Whole = TimeSpan.FromDays(1);
    private static readonly TimeSpan WhileBlind = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterVanishing = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _triedAt;
    private bool _refused;
    private bool _moved;

    /// <summary>What was found last; null before the first time.</summary>
    public AccessReport? Report { get; private set; }

    /// <summary>What was found before that.</summary>
    public AccessReport? Before { get; private set; }

    /// <summary>True while something vanished or came back and the tokens were not read since.</summary>
    public bool IsPending => _moved;

    /// <summary>A call was refused for want of a privilege.</summary>
    public void NoteRefusal() => _refused = true;

    /// <summary>The cluster did not answer: what its tokens hold may be another when it does again.</summary>
    public void NoteLoss() => _triedAt = null;

    /// <summary>The tokens could not be read: what vanished may still have gone with a privilege.</summary>
    public void NoteUnread() => _moved = true;

    /// <summary>Whether it is time to read.</summary>
    /// <param name="now">Now.</param>
    /// <param name="moved">True where something that was shown is no longer, or something is shown that may not be seen.</param>
    public bool IsDue(DateTimeOffset now, bool moved)
    {
        _moved |= moved;
        if (_triedAt is not { } tried) return true;
        var period = Report is null || Report.Tokens.Any(token => token.Privileges is null && !token.Refused) ? AfterFailure
            : Report.MissingPermissions.IsEmpty ? Whole : WhileBlind;
        if (_moved) period = AfterVanishing;
        else if (_refused && period > AfterRefusal) period = AfterRefusal;
        return now - tried >= period;
    }

    /// <summary>Reads what the tokens hold.</summary>
    /// <param name="nodes">The cluster's nodes.</param>
    /// <param name="suspects">Paths on which the reading token may have lost what it needs there, and that privilege.</param>
    /// <param name="now">Now.</param>
    public async Task<AccessReport> Read(
        IReadOnlyCollection<string> nodes, IEnumerable<(string Path, string Privilege)> suspects, DateTimeOffset now)
    {
        (_triedAt, _refused, _moved) = (now, false, false);
        var tokens = ImmutableArray.CreateBuilder<TokenAccess>();
        foreach (var role in Enum.GetValues<TokenRole>())
        {
            if (probe.TokenIdOf(cluster, role) is { } id) tokens.Add(await Read(role, id, role == TokenRole.Read ? suspects : []));
        }

        var found = new AccessReport(now, tokens.ToImmutable(), MissingPermissions.Derive(tokens, nodes));
        foreach (var role in Enum.GetValues<TokenRole>())
            metrics.Blind(cluster, role, found.MissingPermissions.Count(spot => spot.Token == role));
        Publish(found);
        (Before, Report) = (Report, found);
        return found;
    }

    private async Task<TokenAccess> Read(TokenRole role, string id, IEnumerable<(string Path, string Privilege)> suspects)
    {
        var result = await probe.ReadPrivilegesAsync(cluster, role, null, CancellationToken.None);
        if (result.Succeeded) return new(role, id, await Ask(role, result.Value, suspects), null);
        var refused = role == TokenRole.Act && result.Failure.Kind == ProbeFailureKind.Unauthorised;
        var known = refused ? null : Report?.Tokens.FirstOrDefault(token => token.Role == role && token.TokenId == id)?.Privileges;
        return new(role, id, known, result.Failure.Message, refused);
    }

    // The list leaves out paths on which nothing is held, and those without an entry.
    private async Task<EffectivePrivileges> Ask(
        TokenRole role, EffectivePrivileges held, IEnumerable<(string Path, string Privilege)> suspects)
    {
        foreach (var (path, _) in suspects.Distinct()
            .Where(suspect => !held.IsCertain(suspect.Path) && held.Has(suspect.Path, suspect.Privilege)).Take(MaxAsked).ToList())
        {
            var result = await probe.ReadPrivilegesAsync(cluster, role, path, CancellationToken.None);
            if (result.Succeeded) held = held.With(path, result.Value);
        }

        return held;
    }

    private void Publish(AccessReport found)
    {
        foreach (var token in found.Tokens)
        {
            if (token.Failure is { } failure && !token.Refused) LogUnreadable(log, token.TokenId, cluster, failure);
        }

        // Told at connect and when it changes; between that it stands in the API.
        var before = Report?.MissingPermissions.Select(spot => spot.Key).ToHashSet(StringComparer.Ordinal);
        if (before?.SetEquals(found.MissingPermissions.Select(spot => spot.Key)) == true) return;
        if (found.MissingPermissions.IsEmpty && found.Tokens.All(token => token.Privileges is not null))
            LogSeesAll(log, cluster, string.Join(", ", found.Tokens.Select(token => token.TokenId)));
        foreach (var spot in found.MissingPermissions)
            LogBlind(log, cluster, spot.Description, string.Join(Environment.NewLine + "  ", spot.Remedy));
    }
}
