using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Access.Factors;
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

    // Of accepted codes, by the sealed secret of their second factor.
    private readonly Dictionary<string, long> _steps = new(StringComparer.Ordinal);
    private IGrainTimer? _storeUses;

    private Accounts Stored => stored.Value ?? Accounts.None;

    public async Task<Accounts> Get()
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return Stored.WithSignIns(_signIns).WithSteps(_steps);
    }

    public Task<AccountOutcome> Create(Account account, bool onlyFirst, string? address) =>
        Decide(accounts => accounts.Add(account, onlyFirst), account.CreatedBy, address);

    public Task<AccountOutcome> Change(string id, AccountEdit edit, bool keepAdmin, string actor, string? address) =>
        Decide(accounts => accounts.Change(id, edit, keepAdmin, time.GetUtcNow()), actor, address);

    public Task<AccountOutcome> Delete(string id, bool keepAdmin, string actor, string? address) =>
        Decide(accounts => accounts.Delete(id, keepAdmin), actor, address);

    public Task<AccountOutcome> TurnOnFactor(string id, string expected, string stamp, SecondFactor factor, string? address) =>
        Decide(accounts => accounts.TurnOn(id, expected, stamp, factor), accounts => accounts.Find(id)?.Actor ?? id, address);

    public Task<AccountOutcome> TurnOffFactor(string id, string? stamp, string actor, string? address) =>
        Decide(accounts => accounts.TurnOff(id, stamp), actor, address);

    public async Task<bool> UseStep(string id, string secret, long step)
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        if (Stored.WithSteps(_steps).Find(id)?.Factor is not { } factor || factor.SealedSecret != secret) return false;
        if (step <= factor.LastStep) return false;
        _steps[secret] = step;
        await StoreUses();

        // If another activation stored it meanwhile, it is used there.
        return !_steps.ContainsKey(secret) || !(Stored.Find(id)?.Factor?.LastStep >= step);
    }

    public Task<AccountOutcome> UseRecoveryCode(string id, string hash, string? address) =>
        Decide(accounts => accounts.UseRecoveryCode(id, hash), accounts => accounts.Find(id)?.Actor ?? id, address);

    public Task SignedIn(string id, DateTimeOffset at)
    {
        _signIns[id] = at;
        _storeUses ??= this.RegisterGrainTimer(
            StoreUses, new GrainTimerCreationOptions(BetweenWrites, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    // The audit row comes first: a change without one must not come into force.
    private Task<AccountOutcome> Decide(Func<Accounts, AccountOutcome> decide, string actor, string? address) =>
        Decide(decide, _ => actor, address);

    private async Task<AccountOutcome> Decide(
        Func<Accounts, AccountOutcome> decide, Func<Accounts, string> actor, string? address)
    {
        AccountOutcome outcome = null!;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            outcome = decide(Stored.WithSteps(_steps));
            if (outcome.Refusal is not null || outcome.Before == outcome.After) return;
            var now = time.GetUtcNow();
            var change = new AccountChange(outcome, actor(Stored), address);
            var row = change.Row(now, (await GrainFactory.Autonomy().GetOrStop(log)).Level);
            await GrainFactory.Audit(null).Save(row);
            await stored.Replace(Stored.With(outcome));
            await GrainFactory.TryPublish(change.Event(row.Id, now), log);
        });
        return outcome;
    }

    private async Task StoreUses()
    {
        _storeUses?.Dispose();
        _storeUses = null;
        var (signIns, steps) = (_signIns.ToImmutableArray(), _steps.ToImmutableDictionary(StringComparer.Ordinal));
        try
        {
            await stored.Exclusively(async () =>
            {
                await stored.Read();
                await stored.Replace(Stored.WithSignIns(signIns).WithSteps(steps));
            });
            foreach (var one in signIns.Where(one => _signIns.GetValueOrDefault(one.Key) == one.Value)) _signIns.Remove(one.Key);
            foreach (var one in steps.Where(one => _steps.GetValueOrDefault(one.Key) == one.Value)) _steps.Remove(one.Key);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnstored(log, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "When people last signed in, and which codes they used, is not stored yet; that is repeated after the next sign-in: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);
}
