namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Turns a row into what it is a sample of.</summary>
internal static class ResourceRowDelivery
{
    /// <summary>Hands the row on. Pools, networks and what this version does not know are no samples; so is a row without its identity.</summary>
    public static Delivery To(this scoped ref ResourceRow row, IResourceSink sink)
    {
        if (row.Type.SequenceEqual("qemu"u8)) return Guest(ref row, GuestKind.Vm, sink);
        if (row.Type.SequenceEqual("lxc"u8)) return Guest(ref row, GuestKind.Container, sink);
        if (row.Type.SequenceEqual("node"u8)) return Node(ref row, sink);
        return row.Type.SequenceEqual("storage"u8) ? Storage(ref row, sink) : Delivery.OfNoInterest;
    }

    private static Delivery Guest(scoped ref ResourceRow row, GuestKind kind, IResourceSink sink)
    {
        if (row.Vmid is not (> 0 and <= int.MaxValue) || string.IsNullOrEmpty(row.Node)) return Delivery.Nameless;
        var sample = new GuestSample
        {
            Vmid = (int)row.Vmid.Value,
            Kind = kind,
            Node = row.Node,
            Status = StatusNames.Guest(row.Status),
            Name = row.Name,
            Tags = row.Tags,
            Lock = row.Lock,
            Pool = row.Pool,
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
        sink.Guest(sample);
        return Delivery.Delivered;
    }

    private static Delivery Node(scoped ref ResourceRow row, IResourceSink sink)
    {
        if (string.IsNullOrEmpty(row.Node)) return Delivery.Nameless;
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
        return Delivery.Delivered;
    }

    private static Delivery Storage(scoped ref ResourceRow row, IResourceSink sink)
    {
        if (string.IsNullOrEmpty(row.Node) || string.IsNullOrEmpty(row.Storage)) return Delivery.Nameless;
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
        return Delivery.Delivered;
    }
}

/// <summary>What became of a row.</summary>
internal enum Delivery
{
    /// <summary>The sink has it.</summary>
    Delivered,

    /// <summary>It is of a kind that is not watched.</summary>
    OfNoInterest,

    /// <summary>It lacks the fields that say what it is about.</summary>
    Nameless,
}
