
namespace OrleansMonitor.Simulator.Changes;

/// <summary>A change that happened in the simulated cluster.</summary>
/// <param name="Sequence">Counts from 1 without gaps.</param>
/// <param name="At">When it happened, on the simulator's clock.</param>
/// <param name="Kind">What happened, for example <c>guest-killed</c> or <c>node-powered-off</c>.</param>
/// <param name="Vmid">The guest, if any.</param>
/// <param name="Node">The node it happened on, if any.</param>
/// <param name="Text">A description in one sentence.</param>
public sealed record SimulatedChange(long Sequence, DateTimeOffset At, string Kind, int? Vmid, string? Node, string Text)
{
    /// <summary>The new state, for the kind <c>state</c>; null for every other.</summary>
    public SimulatedState? State { get; init; }
}

/// <summary>When a change was first visible to a client; used for latency measurements.</summary>
/// <param name="Change">The change.</param>
/// <param name="Path">The API path whose response showed it.</param>
/// <param name="At">When that response had been written completely, on the simulator's clock.</param>
/// <param name="Timestamp">The same moment as <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record ChangeShown(SimulatedChange Change, string Path, DateTimeOffset At, long Timestamp);

/// <summary>The true state of a guest, which the API may show late or wrongly.</summary>
/// <param name="Vmid">The VMID.</param>
/// <param name="Kind"><c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Name">The name.</param>
/// <param name="Node">The node that owns its configuration.</param>
/// <param name="Status">The QMP run state: <c>running</c>, <c>stopped</c>, <c>paused</c>, <c>io-error</c>, …</param>
/// <param name="Lock">The configuration lock, or null.</param>
/// <param name="Tags">Tags separated by <c>;</c>, or null.</param>
/// <param name="Pool">The pool, or null.</param>
/// <param name="HaState">The HA manager's state, or null if HA does not manage it.</param>
/// <param name="Template">Whether it is a template.</param>
/// <param name="StartRequests">How many start requests the API received for it.</param>
public sealed record GuestSnapshot(
    int Vmid, string Kind, string Name, string Node, string Status, string? Lock, string? Tags, string? Pool, string? HaState,
        bool Template, int StartRequests)
{
    /// <summary>Whether it starts with its node.</summary>
    public bool OnBoot { get; init; }
}

/// <summary>The true state of a node.</summary>
/// <param name="Name">The name, pve1 and so on.</param>
/// <param name="Powered">Whether it has power.</param>
/// <param name="Hung">Whether it accepts connections but never answers.</param>
/// <param name="Online">Whether the other nodes see it as a cluster member.</param>
/// <param name="Guests">How many guests are configured on it.</param>
/// <param name="FailedServices">Names of its failed services.</param>
public sealed record NodeSnapshot(string Name, bool Powered, bool Hung, bool Online, int Guests, IReadOnlyList<string> FailedServices);
