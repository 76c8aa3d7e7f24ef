namespace OrleansMonitor.Proxmox.Wire;

/// <summary>The fields of a <c>/cluster/resources</c> row that are read (api-facts §8).</summary>
internal enum ResourceField
{
    Other,
    Type,
    Status,
    Node,
    Name,
    Tags,
    Lock,
    Pool,
    HaState,
    Storage,
    PluginType,
    Content,
    Template,
    Shared,

    // Numeric fields, from Vmid to DiskWrite.
    Vmid,
    Uptime,
    Mem,
    MaxMem,
    Disk,
    MaxDisk,
    Cpu,
    MaxCpu,
    NetIn,
    NetOut,
    DiskRead,
    DiskWrite,
}

/// <summary>Finds a field by its name: by length and first letter, then by one comparison.</summary>
internal static class ResourceFields
{
    public static ResourceField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("cpu"u8) ? ResourceField.Cpu : If(name, "mem"u8, ResourceField.Mem),
        4 => OfFour(name),
        6 => OfSix(name),
        7 => name[0] switch
        {
            (byte)'m' => If(name, "maxdisk"u8, ResourceField.MaxDisk),
            (byte)'h' => If(name, "hastate"u8, ResourceField.HaState),
            (byte)'c' => If(name, "content"u8, ResourceField.Content),
            _ => If(name, "storage"u8, ResourceField.Storage),
        },
        5 => If(name, "netin"u8, ResourceField.NetIn),
        8 => name[0] == (byte)'d' ? If(name, "diskread"u8, ResourceField.DiskRead) : If(name, "template"u8, ResourceField.Template),
        9 => If(name, "diskwrite"u8, ResourceField.DiskWrite),
        10 => If(name, "plugintype"u8, ResourceField.PluginType),
        _ => ResourceField.Other,
    };

    private static ResourceField OfFour(ReadOnlySpan<byte> name) => name[0] switch
    {
        (byte)'t' => name.SequenceEqual("type"u8) ? ResourceField.Type : If(name, "tags"u8, ResourceField.Tags),
        (byte)'n' => name.SequenceEqual("node"u8) ? ResourceField.Node : If(name, "name"u8, ResourceField.Name),
        (byte)'v' => If(name, "vmid"u8, ResourceField.Vmid),
        (byte)'d' => If(name, "disk"u8, ResourceField.Disk),
        (byte)'l' => If(name, "lock"u8, ResourceField.Lock),
        (byte)'p' => If(name, "pool"u8, ResourceField.Pool),
        _ => ResourceField.Other,
    };

    private static ResourceField OfSix(ReadOnlySpan<byte> name) => name[0] switch
    {
        (byte)'s' => name.SequenceEqual("status"u8) ? ResourceField.Status : If(name, "shared"u8, ResourceField.Shared),
        (byte)'n' => If(name, "netout"u8, ResourceField.NetOut),
        (byte)'u' => If(name, "uptime"u8, ResourceField.Uptime),
        (byte)'m' => name.SequenceEqual("maxmem"u8) ? ResourceField.MaxMem : If(name, "maxcpu"u8, ResourceField.MaxCpu),
        _ => ResourceField.Other,
    };

    private static ResourceField If(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected, ResourceField field) =>
        name.SequenceEqual(expected) ? field : ResourceField.Other;
}
