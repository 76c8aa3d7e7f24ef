using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.Keys;

/// <summary>A key that was created or revoked.</summary>
/// <param name="Act">What happened, for the audit log.</param>
/// <param name="RevokedId">The id of a revoked key; null for a new one.</param>
internal sealed record KeyChange(AccessAct Act, string? RevokedId)
{
    public static KeyChange Created(ApiKey key, string? address) =>
        new(new("create_key", key.CreatedBy, address, $"API key {key.Name} created with the role {key.Role.Name()}"), null);

    public static KeyChange Revoked(ApiKey key, string actor, string? address) =>
        new(new("revoke_key", actor, address, $"API key {key.Name} revoked"), key.Id);

    /// <summary>The event for clients.</summary>
    /// <param name="row">The id of the audit row.</param>
    /// <param name="now">The time now.</param>
    public MonitorEvent Event(string row, DateTimeOffset now)
    {
        var e = EventComposer.System(
            $"key:{row}", now, Severity.Info, EventSource.User, cluster: null, Act.Details, $"{Act.Details} (by {Act.Actor}).");
        return RevokedId is null
            ? e : e with { Details = ImmutableDictionary<string, string>.Empty.Add(MonitorEvent.RevokedKeyDetail, RevokedId) };
    }
}
