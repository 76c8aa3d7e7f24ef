using System.Net;
using System.Runtime.InteropServices;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Limits attempts to sign in: <see cref="Attempts"/> per <see cref="Window"/> from one address. A window begins with an address' first
/// attempt. Windows that are over are dropped by the next attempt, so nothing runs while nobody signs in.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class SignInLimit(TimeProvider time)
{
    /// <summary>How many attempts of one address a window allows.</summary>
    public const int Attempts = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _made = [];

    // All windows are of one length, so they end in the order in which they began.
    private readonly Queue<(IPAddress Address, long Began)> _windows = new();

    /// <summary>How long a window is: 1 min.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How many addresses have a window.</summary>
    public int Addresses
    {
        get
        {
            lock (_lock) return _made.Count;
        }
    }

    /// <summary>Counts an attempt, and answers whether it is allowed.</summary>
    /// <param name="address">The client's address; all clients whose address is not known count as one.</param>
    public bool Allows(IPAddress? address)
    {
        var from = address ?? IPAddress.None;
        lock (_lock)
        {
            DropEnded();
            ref var made = ref CollectionsMarshal.GetValueRefOrAddDefault(_made, from, out var known);
            if (!known) _windows.Enqueue((from, time.GetTimestamp()));
            if (made >= Attempts) return false;
            made++;
            return true;
        }
    }

    private void DropEnded()
    {
        while (_windows.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Began) >= Window)
        {
            _made.Remove(oldest.Address);
            _windows.Dequeue();
        }
    }

    /// <summary>Marks the endpoint whose requests are attempts to sign in.</summary>
    internal sealed record Applies;
}
