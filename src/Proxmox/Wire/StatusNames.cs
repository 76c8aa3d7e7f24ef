using System.Text;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Maps Proxmox' status names (api-facts §4).</summary>
internal static class StatusNames
{
    private const int LongestKnown = 32;

    /// <summary>A guest's state in <c>/cluster/resources</c>, or a VM's <c>qmpstatus</c>.</summary>
    public static GuestStatus Guest(ReadOnlySpan<char> name) => name switch
    {
        "running" => GuestStatus.Running,
        "stopped" => GuestStatus.Stopped,
        "paused" => GuestStatus.Paused,
        "suspended" => GuestStatus.Suspended,
        "io-error" => GuestStatus.IoError,
        "guest-panicked" => GuestStatus.GuestPanicked,
        "internal-error" => GuestStatus.InternalError,
        "prelaunch" or "inmigrate" or "postmigrate" or "finish-migrate" or "save-vm" or "restore-vm" or "shutdown" or "watchdog"
            or "debug" or "colo"
            => GuestStatus.Transient,
        _ => GuestStatus.Unknown,
    };

    /// <summary>A guest's state, from UTF-8.</summary>
    public static GuestStatus Guest(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("running"u8)) return GuestStatus.Running;
        if (name.SequenceEqual("stopped"u8)) return GuestStatus.Stopped;
        if (name.Length > LongestKnown) return GuestStatus.Unknown;
        Span<char> text = stackalloc char[LongestKnown];
        return Guest(text[..Encoding.UTF8.GetChars(name, text)]);
    }

    /// <summary>A node's state in <c>/cluster/resources</c>.</summary>
    public static NodeStatus Node(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("online"u8)) return NodeStatus.Online;
        return name.SequenceEqual("offline"u8) ? NodeStatus.Offline : NodeStatus.Unknown;
    }
}
