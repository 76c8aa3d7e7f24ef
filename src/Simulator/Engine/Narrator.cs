using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Records changes. They are collected while the state is locked and published by the owner afterwards.</summary>
internal sealed class Narrator
{
    private const int Remembered = 1000;
    private readonly List<SimulatedChange> _fresh = [];
    private readonly Queue<SimulatedChange> _recent = new();
    private long _sequence;

    public IReadOnlyCollection<SimulatedChange> Recent => _recent;

    public SimulatedChange Narrate(long now, string kind, string text, Guest? guest = null, Node? node = null)
    {
        var change = new SimulatedChange(++_sequence, DateTimeOffset.FromUnixTimeMilliseconds(now), kind, guest?.Vmid,
            (node ?? guest?.Node)?.Name, text);
        _fresh.Add(change);
        _recent.Enqueue(change);
        if (_recent.Count > Remembered) _recent.Dequeue();
        return change;
    }

    /// <summary>Records a state. States are not kept in <see cref="Recent"/>.</summary>
    public void Narrate(long now, SimulatedState state, int? vmid, string? node) =>
        _fresh.Add(new(++_sequence, DateTimeOffset.FromUnixTimeMilliseconds(now), "state", vmid, node, state.ToString()) { State = state });

    public SimulatedChange[] Drain()
    {
        if (_fresh.Count == 0) return [];
        var drained = _fresh.ToArray();
        _fresh.Clear();
        return drained;
    }
}
