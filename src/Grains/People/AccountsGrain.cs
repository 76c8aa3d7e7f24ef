using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.People;

// Reentrant so that accounts can be read while a change waits for the database. Kept alive so that they can be while it is away.
[Reentrant, KeepAlive]
internal sealed partial class AccountsGrain(
    [LazyPersistentState("accounts")] LazyPersistentState<Accounts> stored, TimeProvider time, ILogger<AccountsGrain> log)
    : Grain, IAccountsGrain
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _signIns = new(StringComparer.Ordinal);
    private IGrainTimer? _storeSignIns;

    private Accounts Stored => stored.Value ?? Accounts.None;

    public async Task<Accounts> Get()
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return Stored.WithSignIns(_signIns);
    }

    public Task<AccountOutcome> Create(Account account, bool onlyFirst, string? address) =>
        Decide(accounts => accounts.Add(account, onlyFirst), account.CreatedBy, address);

    public Task<AccountOutcome> Change(string id, AccountEdit edit, bool keepAdmin, string actor, string? address) =>
        Decide(accounts => accounts.Change(id, edit, keepAdmin, time.GetUtcNow()), actor, address);

    public Task<AccountOutcome> Delete(string id, bool keepAdmin, string actor, string? address) =>
        Decide(accounts => accounts.Delete(id, keepAdmin), actor, address);

    public Task SignedIn(string id, DateTimeOffset at)
    {
        _signIns[id] = at;
        _storeSignIns ??= this.RegisterGrainTimer(
            StoreSignIns, new GrainTimerCreationOptions(BetweenWrites, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    // The audit row comes first: a change without one must not come into force.
    private async Task<AccountOutcome> Decide(
        Func<Accounts, AccountOutcome> decide, string actor, string? address)
    {
        AccountOutcome outcome = null!;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            outcome = decide(Stored);
            if (outcome.Refusal is not null || outcome.Before == outcome.After) return;
            var now = time.GetUtcNow();
            var change = new AccountChange(outcome, actor, address);
            var row = change.Row(now, (await GrainFactory.Autonomy().GetOrStop(log)).Level);
            await GrainFactory.Audit(null).Save(row);
            await stored.Replace(Stored.With(outcome));
            await GrainFactory.TryPublish(change.Event(row.Id, now), log);
        });
        return outcome;
    }

    private async Task StoreSignIns()
    {
        _storeSignIns?.Dispose();
        _storeSignIns = null;
        var signIns = _signIns.ToImmutableArray();
        try
        {
            await stored.Exclusively(async () =>
            {
                await stored.Read();
                await stored.Replace(Stored.WithSignIns(signIns));
            });
            foreach (var one in signIns.Where(one => _signIns.GetValueOrDefault(one.Key) == one.Value)) _signIns.Remove(one.Key);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnstored(log, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When people last signed in is not stored yet; that is repeated after the next sign-in: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);
}
