using System.Runtime.InteropServices;

namespace OrleansMonitor.Simulator.Model;

/// <summary>The values of a guest that pvestatd last published to pmxcfs.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PublishedGuest(long At, RunState State, long BootAt, float Cpu, long Memory, float Disk);

/// <summary>The values of a node that pvestatd last published to pmxcfs.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PublishedNode(long At, long Uptime, double Cpu, long Memory, long Disk);

/// <summary>
/// The two newest published values. A dump that is cached for 2 + 2 s never needs more with rounds 10 s apart.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Published<T>
{
    private T _current;
    private T _previous;
    private long _currentAt;
    private long _previousAt;

    /// <summary>
    /// Publishes a value. While the cluster is partitioned the others keep the previous one (<paramref name="keepPrevious"/>).
    /// </summary>
    public void Set(in T value, long at, bool keepPrevious)
    {
        if (!keepPrevious || _previousAt == 0)
        {
            _previous = _current;
            _previousAt = _currentAt;
        }

        _current = value;
        _currentAt = at;
    }

    /// <summary>The value in a dump made at <paramref name="asOf"/>; false if there is none younger than the expiry.</summary>
    public readonly bool TryGet(long asOf, long expiry, out T value)
    {
        var (at, found) = _currentAt != 0 && _currentAt <= asOf ? (_currentAt, _current) : (_previousAt, _previous);
        value = found;
        return at != 0 && asOf - at <= expiry;
    }
}
