using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Sessions;

// Reentrant so that sessions can be checked while a sign-in waits for the database. Kept alive so that they can be while it is away.
[Reentrant, KeepAlive]
internal sealed partial class OpenSessionsGrain(
    [LazyPersistentState("open-sessions")] LazyPersistentState<OpenSessions> stored, TimeProvider time, ILogger<OpenSessionsGrain> log)
    : Grain, IOpenSessionsGrain
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    // In effect, but not stored yet.
    private readonly Dictionary<string, OpenSession> _opened = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);
    private IGrainTimer? _retry;
    private IGrainTimer? _storeUses;

    private OpenSessions Now => _opened.Values.Aggregate(stored.Value ?? OpenSessions.None, (all, session) => all.With(session))
        .Without(_removed).WithUses(_uses);

    public async Task<OpenSessions> Get()
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return Now.At(time.GetUtcNow());
    }

    public Task Open(OpenSession session)
    {
        _opened[session.Id] = session;
        return Store();
    }

    public async Task<bool> Check(string id, string proof)
    {
        if ((await Find(id))?.HasProof(proof) != true) return false;
        _uses[id] = time.GetUtcNow();
        _storeUses ??= this.RegisterGrainTimer(
            StoreUses, new GrainTimerCreationOptions(BetweenUses, Timeout.InfiniteTimeSpan) { Interleave = true });
        return true;
    }

    public async Task<bool> Confirm(string id, DateTimeOffset at)
    {
        if (await Find(id) is not { } session) return false;
        await Open(session with { ConfirmedAt = at });
        return true;
    }

    public async Task<OpenSession?> Find(string id)
    {
        if (_removed.Contains(id)) return null;
        if (!_opened.ContainsKey(id) && !stored.IsKnown) await stored.Exclusively(stored.Read);
        return _opened.GetValueOrDefault(id) ?? stored.Value?.ById.GetValueOrDefault(id);
    }

    public Task Remove(IReadOnlyList<string> ids)
    {
        _removed.UnionWith(ids);
        return Store();
    }

    private Task StoreUses()
    {
        _storeUses?.Dispose();
        _storeUses = null;
        return Store();
    }

    private async Task Store()
    {
        try
        {
            await stored.Exclusively(StoreAll);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnstored(log, problem.Message);
            _retry ??= this.RegisterGrainTimer(Store, new GrainTimerCreationOptions(Pause, Pause) { Interleave = true });
        }
    }

    private async Task StoreAll()
    {
        await stored.Read();
        var (opened, removed, uses) = (_opened.Values.ToList(), _removed.ToList(), _uses.ToImmutableArray());
        await stored.Replace(Now.At(time.GetUtcNow()));
        foreach (var session in opened.Where(session => _opened.GetValueOrDefault(session.Id) == session)) _opened.Remove(session.Id);
        _removed.ExceptWith(removed);
        foreach (var use in uses.Where(use => _uses.GetValueOrDefault(use.Key) == use.Value)) _uses.Remove(use.Key);
        if (_opened.Count > 0 || _removed.Count > 0) return;
        _retry?.Dispose();
        _retry = null;
    }

    [LoggerMessage(LogLevel.Error, "The open sessions are not stored yet; the write is repeated: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);
}
