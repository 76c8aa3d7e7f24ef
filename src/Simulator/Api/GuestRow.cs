using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>
/// A guest in <c>/cluster/resources</c>. Lock, tags, pool, HA state and node are live; all other values are from the last publish. Without
/// a publish only five fields and the live ones are there (api-facts §2).
/// </summary>
internal static class GuestRow
{
    public static void Write(ApiCall call, Guest guest, in PublishedGuest sample, bool known, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, guest.Id);
        json.WriteString("type"u8, guest.IsVm ? "qemu"u8 : "lxc"u8);
        json.WriteNumber("vmid"u8, guest.Vmid);
        json.WriteString("node"u8, guest.Node.Name);
        json.WriteString("status"u8, known ? sample.State.Name() : "unknown");
        if (known) Statistics(call, guest, sample, json);
        if (guest.Lock is not null) json.WriteString("lock"u8, guest.Lock);
        if (guest.Tags is not null) json.WriteString("tags"u8, guest.Tags);
        if (guest.Pool is not null) json.WriteString("pool"u8, guest.Pool);
        if (guest.Ha is not null) json.WriteString("hastate"u8, guest.Ha.State);
        json.WriteEndObject();
    }

    private static void Statistics(ApiCall call, Guest guest, in PublishedGuest sample, Utf8JsonWriter json)
    {
        var counters = Counters.Of(guest, sample);
        json.WriteString("name"u8, guest.Name);
        json.WriteNumber("template"u8, guest.Template ? 1 : 0);
        json.WriteNumber("uptime"u8, counters.Uptime);
        json.WriteNumber("cpu"u8, sample.Cpu);
        json.WriteNumber("maxcpu"u8, guest.Cpus);
        json.WriteNumber("mem"u8, sample.Memory);
        json.WriteNumber("maxmem"u8, guest.MaxMemory);
        json.WriteNumber("disk"u8, counters.Disk);
        json.WriteNumber("maxdisk"u8, guest.MaxDisk);
        json.WriteNumber("netin"u8, counters.NetIn);
        json.WriteNumber("netout"u8, counters.NetOut);
        json.WriteNumber("diskread"u8, counters.DiskRead);
        json.WriteNumber("diskwrite"u8, counters.DiskWrite);
        if (call.Version9) json.WriteNumber("memhost"u8, guest.IsVm ? sample.Memory : 0);
    }
}

/// <summary>Counters since the guest's start. They grow at a constant rate per guest, so nothing is stored.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Counters(long Uptime, long Disk, long NetIn, long NetOut, long DiskRead, long DiskWrite)
{
    private const int HighestRate = 20_000;

    public static Counters Of(Guest guest, in PublishedGuest sample)
    {
        if (sample.State == RunState.Stopped) return default;
        var uptime = Math.Max(0, (sample.At - sample.BootAt) / 1000);
        var rate = SeededRandom.Mix(17, (ulong)guest.Vmid);
        return new(
            uptime,
            guest.IsVm ? 0 : (long)(guest.MaxDisk * (double)sample.Disk),
            uptime * (long)(rate % HighestRate),
            uptime * (long)((rate >> 16) % HighestRate),
            uptime * (long)((rate >> 32) % HighestRate),
            uptime * (long)((rate >> 48) % HighestRate));
    }
}
