using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>
/// A node in <c>/cluster/resources</c> and <c>/nodes</c>. The row is always there; fields are missing if they are unknown or not permitted.
/// </summary>
internal static class NodeRow
{
    public static void Write(ApiCall call, Node node, long asOf, Utf8JsonWriter json, bool withFingerprint)
    {
        var state = call.State;
        var online = state.SeesOnline(call.Local, node);
        var known = node.Sample.TryGet(asOf, state.ExpiryMilliseconds, out var sample);
        json.WriteString("id"u8, $"node/{node.Name}");
        json.WriteString("node"u8, node.Name);
        json.WriteString("type"u8, "node");
        json.WriteString("status"u8, (online, known) switch
        {
            (false, _) => "offline",
            (_, true) => "online",
            _ => "unknown",
        });
        if (known)
        {
            json.WriteString("level"u8, "");
            if (call.May($"/nodes/{node.Name}", "Sys.Audit")) Statistics(node, sample, online, json);
        }

        if (withFingerprint)
        {
            json.WriteString("ssl_fingerprint"u8, node.Certificate?.Fingerprint ?? call.Machinery.Fingerprint);
            return;
        }

        json.WriteNumber("cgroup-mode"u8, 2);
        if (call.Version9) json.WriteString("host-arch"u8, "x86_64");
        if (state.HaUsed && call.May("/", "Sys.Audit")) json.WriteString("hastate"u8, node.HaState);
    }

    private static void Statistics(Node node, in PublishedNode sample, bool online, Utf8JsonWriter json)
    {
        json.WriteNumber("maxcpu"u8, node.MaxCpu);
        json.WriteNumber("maxmem"u8, node.MaxMemory);
        json.WriteNumber("maxdisk"u8, node.MaxDisk);
        if (!online) return;
        json.WriteNumber("uptime"u8, sample.Uptime);
        json.WriteNumber("cpu"u8, sample.Cpu);
        json.WriteNumber("mem"u8, sample.Memory);
        json.WriteNumber("disk"u8, sample.Disk);
    }
}
