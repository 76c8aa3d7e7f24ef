using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads the privileges of a cluster's tokens: at connect and daily, within a minute while a permission is missing, and at once when
/// something vanishes unexpectedly. If a read fails, the last known privileges stay.
/// </summary>
internal sealed partial class AccessWatch(ClusterName cluster, IProbe probe, ClusterMetrics metrics, ILogger log)
{
    /// <summary>The maximum number of single paths in one read.</summary>
    public const int MaxPaths = 20;

    private static readonly TimeSpan WhenComplete = TimeSpan.FromDays(1);
    private static readonly TimeSpan WhileIncomplete = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterVanishing = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _triedAt;
    private bool _refused;
    private bool _isPending;

    /// <summary>The latest report; null before the first read.</summary>
    public AccessReport? Report { get; private set; }

    /// <summary>The report before the latest one.</summary>
    public AccessReport? Previous { get; private set; }

    /// <summary>Whether something vanished or came back since the last read.</summary>
    public bool IsPending => _isPending;

    /// <summary>A call was refused because a privilege is missing.</summary>
    public void RecordRefusal() => _refused = true;

    /// <summary>The cluster did not answer: its tokens may have other privileges when it does again.</summary>
    public void RecordUnreachable() => _triedAt = null;

    /// <summary>The read failed: a lost privilege may still hide what vanished.</summary>
    public void RecordReadFailure() => _isPending = true;

    /// <summary>Whether a read is due.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="changed">Whether something vanished, or is shown that the token may not see.</param>
    public bool IsDue(DateTimeOffset now, bool changed)
    {
        _isPending |= changed;
        return _triedAt is not { } tried || now - tried >= Period();
    }

    /// <summary>Reads the privileges of the tokens.</summary>
    /// <param name="nodes">The cluster's nodes.</param>
    /// <param name="suspects">Paths on which the read token may have lost a privilege, and that privilege.</param>
    /// <param name="now">The current time.</param>
    public async Task<AccessReport> Read(
        IReadOnlyCollection<string> nodes, IEnumerable<(string Path, string Privilege)> suspects, DateTimeOffset now)
    {
        (_triedAt, _refused, _isPending) = (now, false, false);
        var tokens = ImmutableArray.CreateBuilder<TokenAccess>();
        foreach (var role in Enum.GetValues<TokenRole>())
        {
            if (probe.TokenIdOf(cluster, role) is { } id) tokens.Add(await ReadToken(role, id, role == TokenRole.Read ? suspects : []));
        }

        var report = new AccessReport(now, tokens.ToImmutable(), MissingPermissions.Derive(tokens, nodes));
        foreach (var role in Enum.GetValues<TokenRole>())
            metrics.Blind(cluster, role, report.MissingPermissions.Count(missing => missing.Token == role));
        Publish(report);
        (Previous, Report) = (Report, report);
        return report;
    }

    private async Task<TokenAccess> ReadToken(TokenRole role, string id, IEnumerable<(string Path, string Privilege)> suspects)
    {
        var result = await probe.ReadPrivilegesAsync(cluster, role, null, CancellationToken.None);
        if (result.Succeeded) return new(role, id, await ReadPaths(role, result.Value, suspects), null);
        var refused = role == TokenRole.Act && result.Failure.Kind == ProbeFailureKind.Unauthorised;
        var known = refused ? null : Report?.Tokens.FirstOrDefault(token => token.Role == role && token.TokenId == id)?.Privileges;
        return new(role, id, known, result.Failure.Message, refused);
    }

    private TimeSpan Period()
    {
        if (_isPending) return AfterVanishing;
        if (Report is null || Report.Tokens.Any(token => token.Privileges is null && !token.Refused)) return Sooner(AfterFailure);
        return Sooner(Report.MissingPermissions.IsEmpty ? WhenComplete : WhileIncomplete);
    }

    private TimeSpan Sooner(TimeSpan period) => _refused && period > AfterRefusal ? AfterRefusal : period;

    // The list of privileges omits paths without any, and paths without an entry of their own.
    private async Task<EffectivePrivileges> ReadPaths(
        TokenRole role, EffectivePrivileges held, IEnumerable<(string Path, string Privilege)> suspects)
    {
        foreach (var (path, _) in suspects.Distinct()
            .Where(suspect => !held.IsCertain(suspect.Path) && held.Has(suspect.Path, suspect.Privilege)).Take(MaxPaths).ToList())
        {
            var result = await probe.ReadPrivilegesAsync(cluster, role, path, CancellationToken.None);
            if (result.Succeeded) held = held.With(path, result.Value);
        }

        return held;
    }

    private void Publish(AccessReport report)
    {
        foreach (var token in report.Tokens)
        {
            if (token.Failure is { } failure && !token.Refused) LogUnreadable(log, token.TokenId, cluster, failure);
        }

        // Logged at connect and on changes; the API shows it at any time.
        var before = Report?.MissingPermissions.Select(missing => missing.Key).ToHashSet(StringComparer.Ordinal);
        if (before?.SetEquals(report.MissingPermissions.Select(missing => missing.Key)) == true) return;
        if (report.MissingPermissions.IsEmpty && report.Tokens.All(token => token.Privileges is not null))
            LogSeesAll(log, cluster, string.Join(", ", report.Tokens.Select(token => token.TokenId)));
        foreach (var missing in report.MissingPermissions)
            LogBlind(log, cluster, missing.Description, string.Join(Environment.NewLine + "  ", missing.Remedy));
    }
}
