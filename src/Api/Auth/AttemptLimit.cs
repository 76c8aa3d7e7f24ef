using System.Net;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Api.Auth;

/// <summary>The outcome of an attempt with a key or a password.</summary>
/// <param name="IsRight">Whether it was right.</param>
/// <param name="Wait">How long this client must wait; null if it was checked.</param>
/// <param name="HeldBack">If this wrong one is reported: how many of its client were not since the last report; else null.</param>
internal readonly record struct Attempt(bool IsRight, TimeSpan? Wait, int? HeldBack = null)
{
    /// <summary>The wait in whole seconds, for <c>Retry-After</c>; null for none.</summary>
    public long? RetryAfter => Wait is { } wait ? (long)Math.Ceiling(wait.TotalSeconds) : null;
}

/// <summary>An attempt with a password or a code that is being checked. Until it is known to be right it counts as wrong.</summary>
/// <param name="Address">Where it comes from.</param>
/// <param name="Account">The account's normalised name, whether or not there is one.</param>
/// <param name="ByClient">How it was counted for its client.</param>
/// <param name="ByAccount">How it was counted for the account.</param>
/// <param name="What">What is checked: <c>password</c> or <c>code</c>.</param>
internal sealed record BegunAttempt(IPAddress? Address, string Account, (long, long) ByClient, (long, long) ByAccount, string What);

/// <summary>
/// Limits wrong keys, passwords and codes of a client, in requests and at the sign-in alike, and those of an account: after
/// <see cref="Free"/> of them it must wait after each, for twice as long each time. While it waits nothing is checked, not even what is
/// right, so guessing does not get faster. Each API host counts for itself. Thread-safe.
/// </summary>
internal sealed partial class AttemptLimit(TimeProvider time, ILogger<AttemptLimit> log)
{
    /// <summary>How many wrong ones are without a wait.</summary>
    public const int Free = 10;

    /// <summary>The maximum number of clients that are counted; beyond that, those that failed the longest ago are forgotten.</summary>
    public const int Capacity = 10_000;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly AttemptCount<IPAddress> _clients = new(time, Capacity);
    private readonly AttemptCount<string> _accounts = new(time, Capacity);
    private readonly LogThrottle _lines = new(time, TimeSpan.FromMinutes(1));

    /// <summary>How many clients have failed lately.</summary>
    public int Clients
    {
        get
        {
            lock (_lock) return _clients.Known;
        }
    }

    /// <summary>The wait after a number of wrong ones: none for the first ten, then 1 s, 2 s, 4 s … 15 min.</summary>
    public static TimeSpan WaitAfter(int failures)
    {
        if (failures <= Free) return TimeSpan.Zero;
        var wait = ShortestWait * Math.Pow(2, Math.Min(failures - Free - 1, 20));
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>Checks a key unless its client must wait, and counts a wrong one.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="isRight">Compares the key.</param>
    public Attempt Try(IPAddress? address, Func<bool> isRight)
    {
        var client = ClientNetwork.Of(address);
        lock (_lock)
        {
            if (_clients.WaitOf(client) is { } wait) return new(IsRight: false, wait);
            if (isRight()) return new(IsRight: true, null);
            _clients.Count(client);
        }

        return Wrong(address, "key");
    }

    /// <summary>Begins an attempt with a password or a code, which takes a while, unless its client or its account must wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="account">The account's normalised name, whether or not there is one.</param>
    /// <param name="begun">What <see cref="End"/> needs.</param>
    /// <param name="what">What is checked: <c>password</c> or <c>code</c>.</param>
    /// <returns>How long to wait; null if it may be checked.</returns>
    public TimeSpan? Begin(IPAddress? address, string account, out BegunAttempt begun, string what = "password")
    {
        var client = ClientNetwork.Of(address);
        lock (_lock)
        {
            var wait = Longer(_clients.WaitOf(client), _accounts.WaitOf(account));
            begun = wait is null
                ? new(address, account, _clients.Count(client), _accounts.Count(account), what)
                : new(address, account, default, default, what);
            return wait;
        }
    }

    /// <summary>Ends an attempt that was begun.</summary>
    /// <param name="begun">The attempt.</param>
    /// <param name="isRight">Whether the password or code was right; null if it could not be checked.</param>
    public Attempt End(BegunAttempt begun, bool? isRight)
    {
        // Only somebody who knows the password is asked for a code, so the account is named for certain.
        if (isRight == false) return Wrong(begun.Address, begun.What, begun.What == "code" ? begun.Account : "");
        lock (_lock)
        {
            _clients.Forgive(ClientNetwork.Of(begun.Address), begun.ByClient);
            _accounts.Forgive(begun.Account, begun.ByAccount);
        }

        return new(isRight == true, null);
    }

    private Attempt Wrong(IPAddress? address, string what, string account = "")
    {
        var from = address?.ToString() ?? "an unknown address";
        if (!_lines.MayLog($"{what} {from} {account}", out var held)) return new(IsRight: false, null);
        LogWrong(log, what, from, held);
        return new(IsRight: false, null, held);
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) =>
        (one ?? TimeSpan.Zero) >= (other ?? TimeSpan.Zero) ? one ?? other : other;

    [LoggerMessage(LogLevel.Warning, "Wrong {What} from {Address} ({Held} more since the last line about it)")]
    private static partial void LogWrong(ILogger log, string what, string address, int held);
}
