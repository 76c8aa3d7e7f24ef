using System.Text;
using System.Text.Json;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>
/// One row of <c>/cluster/resources</c> during parsing. <see cref="Type"/> and <see cref="Status"/> point into the buffer, because their
/// order is random.
/// </summary>
internal ref struct ResourceRow
{
    // A century; a longer uptime is treated as none.
    private const long LongestUptime = 3_155_760_000;

    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Status;
    public string? Node;
    public string? Name;
    public string? Tags;
    public string? Lock;
    public string? Pool;
    public string? HaState;
    public string? Storage;
    public string? PluginType;
    public string? Content;
    public long? Vmid;
    public long? Uptime;
    public long? Mem;
    public long? MaxMem;
    public long? Disk;
    public long? MaxDisk;
    public long? NetIn;
    public long? NetOut;
    public long? DiskRead;
    public long? DiskWrite;
    public double? Cpu;
    public double? MaxCpu;
    public bool? Template;
    public bool? Shared;

    /// <summary>Whether a value could not be read.</summary>
    public bool HasUnreadableValue;

    /// <summary>Sets a field to the value at <paramref name="reader"/>.</summary>
    public void Set(ResourceField field, ref Utf8JsonReader reader, StringCache strings)
    {
        switch (field)
        {
            case ResourceField.Type: Type = Bytes(ref reader); break;
            case ResourceField.Status: Status = Bytes(ref reader); break;
            case ResourceField.Template: Template = Tolerant.Boolean(ref reader); break;
            case ResourceField.Shared: Shared = Tolerant.Boolean(ref reader); break;
            case >= ResourceField.Vmid and <= ResourceField.DiskWrite: SetNumber(field, ref reader); break;
            default: SetText(field, ref reader, strings); break;
        }
    }

    private void SetText(ResourceField field, ref Utf8JsonReader reader, StringCache strings)
    {
        switch (field)
        {
            case ResourceField.Node: Node = Text(ref reader, strings); break;
            case ResourceField.Name: Name = Text(ref reader, strings); break;
            case ResourceField.Tags: Tags = Text(ref reader, strings); break;
            case ResourceField.Lock: Lock = Text(ref reader, strings); break;
            case ResourceField.Pool: Pool = Text(ref reader, strings); break;
            case ResourceField.HaState: HaState = Text(ref reader, strings); break;
            case ResourceField.Storage: Storage = Text(ref reader, strings); break;
            case ResourceField.PluginType: PluginType = Text(ref reader, strings); break;
            case ResourceField.Content: Content = Text(ref reader, strings); break;
        }
    }

    private void SetNumber(ResourceField field, ref Utf8JsonReader reader)
    {
        switch (field)
        {
            case ResourceField.Vmid: Vmid = Tolerant.Int64(ref reader); break;
            case ResourceField.Uptime:
                Uptime = Tolerant.Int64(ref reader) is >= 0 and <= LongestUptime and var uptime ? uptime : null;
                break;
            case ResourceField.Mem: Mem = Tolerant.Int64(ref reader); break;
            case ResourceField.MaxMem: MaxMem = Tolerant.Int64(ref reader); break;
            case ResourceField.Disk: Disk = Tolerant.Int64(ref reader); break;
            case ResourceField.MaxDisk: MaxDisk = Tolerant.Int64(ref reader); break;
            case ResourceField.Cpu: Cpu = Tolerant.Double(ref reader); break;
            case ResourceField.MaxCpu: MaxCpu = Tolerant.Double(ref reader); break;
            default: SetCounter(field, ref reader); break;
        }
    }

    private void SetCounter(ResourceField field, ref Utf8JsonReader reader)
    {
        switch (field)
        {
            case ResourceField.NetIn: NetIn = Tolerant.Int64(ref reader); break;
            case ResourceField.NetOut: NetOut = Tolerant.Int64(ref reader); break;
            case ResourceField.DiskRead: DiskRead = Tolerant.Int64(ref reader); break;
            case ResourceField.DiskWrite: DiskWrite = Tolerant.Int64(ref reader); break;
        }
    }

    private static ReadOnlySpan<byte> Bytes(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return default;
        return reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Tolerant.Text(ref reader) ?? "") : reader.ValueSpan;
    }

    private static string? Text(ref Utf8JsonReader reader, StringCache strings) => reader.TokenType switch
    {
        JsonTokenType.String => reader.ValueIsEscaped ? Tolerant.Text(ref reader) : strings.Get(reader.ValueSpan),
        JsonTokenType.Null => null,
        _ => strings.Get(reader.ValueSpan),
    };
}
