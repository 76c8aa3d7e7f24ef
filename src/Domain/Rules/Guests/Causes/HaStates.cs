using System.Collections.Frozen;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Meaning of a guest's Proxmox HA state for its run (api-facts §4).</summary>
public static class HaStates
{
    /// <summary>HA gave up: it starts the guest only after its state was set to disabled and back.</summary>
    public const string Error = "error";

    private static readonly FrozenSet<string> Resting =
        FrozenSet.Create(StringComparer.Ordinal, "stopped", "request_stop", "disabled", Error);

    /// <summary>Whether HA manages the guest; <c>ignored</c> counts as unmanaged.</summary>
    public static bool Manages(string? state) => state is { Length: > 0 } and not "ignored";

    /// <summary>Whether HA wants the guest to run and restarts it if it is down.</summary>
    public static bool Returns(string? state) => Manages(state) && !Resting.Contains(state!);
}
