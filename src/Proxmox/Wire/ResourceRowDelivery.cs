using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Converts a row to a sample and delivers it.</summary>
internal static class ResourceRowDelivery
{
    // The VMIDs that Proxmox allows (api-schema pve-vmid).
    private const long FirstVmid = 100;
    private const long LastVmid = 999_999_999;
    private const int LongestName = 255;

    /// <summary>
    /// Delivers the row. True if delivered; false for pools, networks and unknown types, which have no samples; null if the row does not
    /// identify its entity.
    /// </summary>
    public static bool? DeliverTo(this scoped ref ResourceRow row, IResourceSink sink) => row.Kind() switch
    {
        EntityKind.Guest => Guest(ref row, row.Type.SequenceEqual("qemu"u8) ? GuestKind.Vm : GuestKind.Container, sink),
        EntityKind.Node => Node(ref row, sink),
        EntityKind.Storage => Storage(ref row, sink),
        _ => row.Type.IsEmpty ? null : false,
    };

    /// <summary>The kind of entity, if the row states one.</summary>
    public static EntityKind? Kind(this scoped ref ResourceRow row)
    {
        if (row.Type.SequenceEqual("qemu"u8) || row.Type.SequenceEqual("lxc"u8)) return EntityKind.Guest;
        if (row.Type.SequenceEqual("node"u8)) return EntityKind.Node;
        return row.Type.SequenceEqual("storage"u8) ? EntityKind.Storage : null;
    }

    /// <summary>Describes an unreadable row.</summary>
    public static UnreadableRow Describe(this scoped ref ResourceRow row, string problem)
    {
        var kind = row.Kind();
        var name = kind switch
        {
            EntityKind.Guest => row.Vmid?.ToString(CultureInfo.InvariantCulture),
            EntityKind.Node => row.Node,
            EntityKind.Storage => row.Storage,
            _ => row.Name ?? row.Storage ?? row.Vmid?.ToString(CultureInfo.InvariantCulture) ?? row.Node,
        };
        return new(kind, name is { Length: > LongestName } ? name[..LongestName] : name, problem);
    }

    /// <summary>The problem of a row that does not identify its entity.</summary>
    public static string Problem(this scoped ref ResourceRow row)
    {
        if (row.HasUnreadableValue) return "a value of it cannot be read";
        return row.Kind() switch
        {
            EntityKind.Guest => row.Vmid is < FirstVmid or > LastVmid or null ? "its VMID is none" : "its node is missing or no name",
            EntityKind.Node => "its name is missing or none",
            EntityKind.Storage => "its name or its node is missing or no name",
            _ => "it has no type",
        };
    }

    // Names become parts of ids, which are separated by slashes.
    private static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= LongestName } && !text.AsSpan().ContainsAny('/', '\\', '\uFFFD')
        && !text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\u007F', '\u009F');

    // Tenants choose these texts, which become part of messages and log lines.
    private static string? Printable(string? text) => text is null ? null : OneLine.Printable(text);

    private static bool? Guest(scoped ref ResourceRow row, GuestKind kind, IResourceSink sink)
    {
        if (row.Vmid is not (>= FirstVmid and <= LastVmid) || !IsName(row.Node)) return null;
        var sample = new GuestSample
        {
            Vmid = (int)row.Vmid.Value,
            Kind = kind,
            Node = row.Node,
            Status = StatusNames.Guest(row.Status),
            Name = Printable(row.Name),
            Tags = Printable(row.Tags),
            Lock = Printable(row.Lock),
            Pool = Printable(row.Pool),
            HaState = row.HaState,
            Template = row.Template,
            Uptime = row.Uptime,
            Cpu = row.Cpu,
            MaxCpu = row.MaxCpu,
            Mem = row.Mem,
            MaxMem = row.MaxMem,
            Disk = row.Disk,
            MaxDisk = row.MaxDisk,
        };
        sink.Guest(sample, new GuestTraffic(row.NetIn, row.NetOut, row.DiskRead, row.DiskWrite));
        return true;
    }

    private static bool? Node(scoped ref ResourceRow row, IResourceSink sink)
    {
        if (!IsName(row.Node)) return null;
        sink.Node(new NodeSample
        {
            Node = row.Node,
            Status = StatusNames.Node(row.Status),
            Uptime = row.Uptime,
            Cpu = row.Cpu,
            MaxCpu = row.MaxCpu,
            Mem = row.Mem,
            MaxMem = row.MaxMem,
            Disk = row.Disk,
            MaxDisk = row.MaxDisk,
            HaState = row.HaState,
        });
        return true;
    }

    private static bool? Storage(scoped ref ResourceRow row, IResourceSink sink)
    {
        if (!IsName(row.Node) || !IsName(row.Storage)) return null;
        sink.Storage(new StorageSample
        {
            Node = row.Node,
            Storage = row.Storage,
            Shared = row.Shared ?? false,
            Active = row.Status.SequenceEqual("available"u8) ? true : null,
            Used = row.Disk,
            Total = row.MaxDisk,
            Type = row.PluginType,
            Content = row.Content,
        });
        return true;
    }
}
