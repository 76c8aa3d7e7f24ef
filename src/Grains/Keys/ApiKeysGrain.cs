using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Keys;

// Reentrant so that keys can be read while a change waits for the database. Kept alive so that they can be while it is away.
[Reentrant, KeepAlive]
internal sealed partial class ApiKeysGrain(
    [LazyPersistentState("api-keys")] LazyPersistentState<ApiKeys> stored, TimeProvider time, ILogger<ApiKeysGrain> log)
    : Grain, IApiKeysGrain
{
    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);
    private IGrainTimer? _storeUses;

    private ApiKeys Stored => stored.Value ?? ApiKeys.None;

    public async Task<ApiKeys> Get()
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return Stored.WithUses(_uses);
    }

    public async Task<KeyRefusal?> Create(ApiKey key, string? address)
    {
        KeyRefusal? refusal = null;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            refusal = Stored.Refuse(key);
            if (refusal is null) await Write(Stored.With(key), key, KeyChange.Created(key, address));
        });
        return refusal;
    }

    public async Task<ApiKey?> Revoke(string id, string actor, string? address)
    {
        ApiKey? revoked = null;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            revoked = Stored.Find(id);
            if (revoked is not null) await Write(Stored.Without(id), revoked, KeyChange.Revoked(revoked, actor, address));
        });
        return revoked;
    }

    public Task Used(string id, DateTimeOffset at)
    {
        _uses[id] = at;
        _storeUses ??= this.RegisterGrainTimer(
            StoreUses, new GrainTimerCreationOptions(BetweenUses, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    // The audit row comes first: a key without one must not come into force.
    private async Task Write(ApiKeys next, ApiKey key, KeyChange change)
    {
        var now = time.GetUtcNow();
        var level = (await GrainFactory.Autonomy().GetOrStop(log)).Level;
        var row = AccessRow.Of(now, change.Act, level, [("name", key.Name), ("role", key.Role.Name()), ("expires", key.ExpiresAt)]);
        await GrainFactory.Audit(null).Save(row);
        await stored.Replace(next);
        await GrainFactory.TryPublish(change.Event(row.Id, now), log);
    }

    private async Task StoreUses()
    {
        _storeUses?.Dispose();
        _storeUses = null;
        var uses = _uses.ToImmutableArray();
        try
        {
            await stored.Exclusively(async () =>
            {
                await stored.Read();
                await stored.Replace(Stored.WithUses(uses));
            });
            foreach (var use in uses.Where(use => _uses.GetValueOrDefault(use.Key) == use.Value)) _uses.Remove(use.Key);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnstored(log, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When API keys were last used is not stored yet; that is repeated after the next use: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);
}
