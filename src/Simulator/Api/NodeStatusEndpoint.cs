using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/nodes/N/status, in which some numbers are strings.</summary>
internal static class NodeStatusEndpoint
{
    public static void Write(ApiCall call, Utf8JsonWriter json)
    {
        var node = call.Node;
        json.WriteStartObject();
        json.WriteNumber("uptime"u8, (call.State.Now - node.BootAt) / 1000);
        json.WriteNumber("cpu"u8, node.Cpu);
        json.WriteNumber("wait"u8, 0);
        json.WriteNumber("idle"u8, 0);
        json.WriteStartArray("loadavg"u8);
        foreach (var share in new[] { 1.0, 0.9, 0.8 })
            json.WriteStringValue((node.Cpu * node.MaxCpu * share).ToString("F2", CultureInfo.InvariantCulture));
        json.WriteEndArray();
        Memory(call, node, json);
        json.WriteStartObject("swap"u8);
        json.WriteNumber("total"u8, 0);
        json.WriteNumber("used"u8, 0);
        json.WriteNumber("free"u8, 0);
        json.WriteEndObject();
        RootFileSystem(node, json);
        json.WriteStartObject("ksm"u8);
        json.WriteNumber("shared"u8, 0);
        json.WriteEndObject();
        Hardware(call, node, json);
        json.WriteEndObject();
    }

    private static void Memory(ApiCall call, Node node, Utf8JsonWriter json)
    {
        var used = (long)(node.MaxMemory * node.MemoryRatio);
        json.WriteStartObject("memory"u8);
        json.WriteNumber("total"u8, node.MaxMemory);
        json.WriteNumber("used"u8, used);
        json.WriteNumber("free"u8, node.MaxMemory - used);
        if (call.Version9) json.WriteNumber("available"u8, node.MaxMemory - used + (long)(node.MaxMemory * node.CacheRatio));
        json.WriteEndObject();
    }

    private static void RootFileSystem(Node node, Utf8JsonWriter json)
    {
        var used = (long)(node.MaxDisk * node.DiskRatio);
        json.WriteStartObject("rootfs"u8);
        json.WriteNumber("total"u8, node.MaxDisk);
        json.WriteNumber("used"u8, used);
        json.WriteNumber("free"u8, node.MaxDisk - used);
        json.WriteNumber("avail"u8, (long)((node.MaxDisk - used) * 0.95));
        json.WriteEndObject();
    }

    private static void Hardware(ApiCall call, Node node, Utf8JsonWriter json)
    {
        json.WriteStartObject("cpuinfo"u8);
        json.WriteString("model"u8, "AMD EPYC");
        json.WriteNumber("cpus"u8, node.MaxCpu);
        json.WriteNumber("cores"u8, node.MaxCpu / 2);
        json.WriteNumber("sockets"u8, 1);
        json.WriteString("mhz"u8, "2596.136");
        json.WriteString("hvm"u8, "1");
        json.WriteString("flags"u8, "fpu vme svm");
        json.WriteNumber("user_hz"u8, 100);
        json.WriteEndObject();
        json.WriteStartObject("boot-info"u8);
        json.WriteString("mode"u8, "efi");
        json.WriteNumber("secureboot"u8, 0);
        json.WriteEndObject();
        var release = call.Version9 ? "6.14.11-4-pve" : "6.8.12-15-pve";
        json.WriteStartObject("current-kernel"u8);
        json.WriteString("sysname"u8, "Linux");
        json.WriteString("release"u8, release);
        json.WriteString("version"u8, "#1 SMP PREEMPT_DYNAMIC");
        json.WriteString("machine"u8, "x86_64");
        json.WriteEndObject();
        json.WriteString("kversion"u8, $"Linux {release} #1 SMP PREEMPT_DYNAMIC");
        json.WriteString("pveversion"u8, $"pve-manager/{call.State.Options.Version}/2606ac850d46da29");
    }
}
