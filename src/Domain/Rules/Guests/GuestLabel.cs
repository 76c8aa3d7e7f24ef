using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>What titles call a guest: <c>VM web01 (100)</c>. The cluster is not part of it; events and incidents name it beside.</summary>
public static class GuestLabel
{
    /// <summary>The label of a guest.</summary>
    /// <param name="kind">Its kind; null if not known.</param>
    /// <param name="vmid">Its VMID.</param>
    /// <param name="name">Its name; null if not known.</param>
    public static string Of(GuestKind? kind, int vmid, string? name)
    {
        var prefix = kind switch
        {
            GuestKind.Vm => "VM",
            GuestKind.Container => "CT",
            _ => "guest",
        };
        return string.IsNullOrEmpty(name)
            ? string.Create(CultureInfo.InvariantCulture, $"{prefix} {vmid}")
            : string.Create(CultureInfo.InvariantCulture, $"{prefix} {name} ({vmid})");
    }

    /// <summary>The label of a guest with a stored state.</summary>
    public static string Of(GuestId guest, GuestState state) => Of(state.Kind, guest.Vmid, state.Name);

    /// <summary>The label of a guest with a stored state and a row, whose name may be newer.</summary>
    public static string Of(GuestId guest, GuestState state, in GuestSample sample) =>
        Of(sample.Kind, guest.Vmid, sample.Name ?? state.Name);
}
