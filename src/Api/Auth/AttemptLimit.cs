using System.Net;
using System.Runtime.InteropServices;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Api.Auth;

/// <summary>The outcome of an attempt with a key.</summary>
/// <param name="IsRight">Whether the key was right.</param>
/// <param name="Wait">How long this client must wait; null if the key was checked.</param>
/// <param name="HeldBack">If this wrong key is reported: how many of its client were not since the last report; else null.</param>
internal readonly record struct Attempt(bool IsRight, TimeSpan? Wait, int? HeldBack = null)
{
    /// <summary>The wait in whole seconds, for <c>Retry-After</c>; null for none.</summary>
    public long? RetryAfter => Wait is { } wait ? (long)Math.Ceiling(wait.TotalSeconds) : null;
}

/// <summary>
/// Limits wrong keys of a client, in requests and at the sign-in alike: after <see cref="Free"/> of them it must wait after each, for
/// twice as long each time. While it waits its keys are not checked, not even right ones, so guessing does not get faster. An hour after
/// its last wrong key it is forgotten. Nothing runs in between. Each API host counts for itself. Thread-safe.
/// </summary>
internal sealed partial class AttemptLimit(TimeProvider time, ILogger<AttemptLimit> log)
{
    /// <summary>How many wrong keys a client may send without a wait.</summary>
    public const int Free = 10;

    /// <summary>The maximum number of clients that are counted; beyond that, those that failed the longest ago are forgotten.</summary>
    public const int Capacity = 10_000;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (int Failures, long LastAt)> _clients = [];
    private readonly LogThrottle _lines = new(time, TimeSpan.FromMinutes(1));

    /// <summary>How many clients have failed lately.</summary>
    public int Clients
    {
        get
        {
            lock (_lock) return _clients.Count;
        }
    }

    /// <summary>The wait after a number of wrong keys: none for the first ten, then 1 s, 2 s, 4 s … 15 min.</summary>
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
            if (WaitOf(client) is { } wait) return new(IsRight: false, wait);
            if (isRight()) return new(IsRight: true, null);
            Count(client);
        }

        var from = address?.ToString() ?? "an unknown address";
        if (!_lines.MayLog(from, out var held)) return new(IsRight: false, null);
        LogWrong(log, from, held);
        return new(IsRight: false, null, held);
    }

    private TimeSpan? WaitOf(IPAddress client)
    {
        if (!_clients.TryGetValue(client, out var known)) return null;
        var since = time.GetElapsedTime(known.LastAt);
        if (since >= Remembered) _clients.Remove(client);
        return WaitAfter(known.Failures) - since is { Ticks: > 0 } left ? left : null;
    }

    private void Count(IPAddress client)
    {
        if (_clients.Count >= Capacity) MakeRoom();
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_clients, client, out _);
        known = (known.Failures + 1, time.GetTimestamp());
    }

    private void MakeRoom()
    {
        foreach (var (client, _) in _clients.OrderBy(known => known.Value.LastAt).Take(Capacity / 4).ToList()) _clients.Remove(client);
    }

    [LoggerMessage(LogLevel.Warning, "Wrong key from {Address} ({Held} more since the last line about it)")]
    private static partial void LogWrong(ILogger log, string address, int held);
}
