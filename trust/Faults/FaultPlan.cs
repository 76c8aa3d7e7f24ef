using System.Globalization;
using System.Reflection;
using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Trust.Faults;

/// <summary>
/// The currently faulty call. Calls about a node, a guest or an incident are faulty only for those on one node; all other calls are always
/// faulty.
/// </summary>
internal sealed class FaultPlan
{
    /// <summary>The node whose calls are faulty.</summary>
    public const string Node = "pve1";

    // Longer than every timeout except that of a poll.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(8);

    private readonly AsyncLocal<bool> _isExempt = new();
    private readonly Lock _lock = new();
    private TimeProvider _time = TimeProvider.System;
    private SimulatedCluster? _cluster;
    private MethodInfo? _method;
    private CallFault _kind;
    private TaskCompletionSource _over = new();

    /// <summary>The number of faulty calls made.</summary>
    public int Hits { get; private set; }

    /// <summary>Sets the monitor whose calls are faulty.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="cluster">What it watches.</param>
    public void Watch(TimeProvider time, SimulatedCluster cluster) => (_time, _cluster) = (time, cluster);

    public void Begin(MethodInfo method, CallFault kind)
    {
        lock (_lock) (_method, _kind, _over, Hits) = (method, kind, new(TaskCreationOptions.RunContinuationsAsynchronously), 0);
    }

    public void End()
    {
        TaskCompletionSource over;
        lock (_lock) (_method, over) = (null, _over);
        over.TrySetResult();
    }

    /// <summary>Runs a read of the test itself without faults.</summary>
    public async Task<T> WithoutFaults<T>(Func<Task<T>> read)
    {
        _isExempt.Value = true;
        return await read();
    }

    /// <summary>Applies the fault if this is the faulty call.</summary>
    /// <param name="method">The method of the interface.</param>
    /// <param name="about">Keys and arguments.</param>
    public async Task Apply(MethodInfo method, IEnumerable<object?> about)
    {
        CallFault kind;
        Task over;
        lock (_lock)
        {
            if (_isExempt.Value || _method is null || method != _method || !IsAffected(about)) return;
            Hits++;
            (kind, over) = (_kind, _over.Task);
        }

        switch (kind)
        {
            case CallFault.Throws:
                throw new InvalidOperationException("broken by the test");
            case CallFault.Hangs:
                await over;
                throw new InvalidOperationException("it hung until the test ended it");
            default:
                await Task.WhenAny(Task.Delay(Late, _time), over);
                break;
        }
    }

    private bool IsAffected(IEnumerable<object?> about)
    {
        var nodes = about.Select(NodeOf).OfType<string>().Distinct().ToList();
        return nodes.Count == 0 || nodes.Contains(Node);
    }

    private string? NodeOf(int vmid) => _cluster!.Guests.FirstOrDefault(guest => guest.Vmid == vmid)?.Node;

    private string? NodeOf(object? about) => about switch
    {
        NodeId node => node.Name,
        GuestId guest => NodeOf(guest.Vmid),
        string key when key.LastIndexOf('/') is > 0 and var slash => NodeNamed(key[(slash + 1)..]),
        _ => null,
    };

    private string? NodeNamed(string name)
    {
        if (int.TryParse(name, CultureInfo.InvariantCulture, out var vmid)) return NodeOf(vmid);
        return name.StartsWith("pve", StringComparison.Ordinal) ? name : null;
    }
}
