using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Sessions;

// Reentrant so that sessions can be checked while a sign-out waits for the database. Kept alive so that they can be while it is away.
[Reentrant, KeepAlive]
internal sealed partial class EndedSessionsGrain(
    [LazyPersistentState("ended-sessions")] LazyPersistentState<EndedSessions> stored, TimeProvider time, ILogger<EndedSessionsGrain> log)
    : Grain, IEndedSessionsGrain
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // In effect, but not stored yet; by id, with what happened as text.
    private readonly Dictionary<string, string> _unstored = new(StringComparer.Ordinal);
    private IGrainTimer? _retry;

    public async Task<bool> HasEnded(string session)
    {
        if (_unstored.ContainsKey(session)) return true;
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return stored.Value?.Has(session) == true;
    }

    public Task<bool> End(string session, string actor) => EndBecause(session, $"{actor} signed out");

    public Task<bool> EndFor(string session, string owner, string by) =>
        EndBecause(session, owner == by ? $"{by} ended another session" : $"{by} ended a session of {owner}");

    private async Task<bool> EndBecause(string session, string what)
    {
        _unstored.TryAdd(session, what);
        await Store();
        return !_unstored.ContainsKey(session);
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
        var ended = _unstored.ToList();
        var now = time.GetUtcNow();
        if (ended.Count > 0) await stored.Replace((stored.Value ?? EndedSessions.None).With(ended.Select(session => session.Key), now));
        foreach (var (session, _) in ended) _unstored.Remove(session);
        if (_unstored.Count == 0)
        {
            _retry?.Dispose();
            _retry = null;
        }

        await GrainFactory.Feed().Publish([.. ended.Select(session => Event(session.Key, session.Value, now))]);
    }

    private static MonitorEvent Event(string session, string what, DateTimeOffset now)
    {
        var e = EventComposer.System(
            $"session-ended:{session}", now, Severity.Info, EventSource.User, cluster: null, what, $"{what}.");
        return e with { Details = ImmutableDictionary<string, string>.Empty.Add(MonitorEvent.EndedSessionDetail, session) };
    }

    [LoggerMessage(LogLevel.Error, "The end of a session is not stored yet; the write is repeated: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);
}
