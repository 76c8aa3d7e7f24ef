using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>
/// <c>/cluster/metrics/export</c>: values of up to half an hour, every 10 s. Counters are those of each time; of the rest the simulation
/// keeps only the latest, which is repeated.
/// </summary>
internal static class MetricEndpoints
{
    private const int Period = 10;
    private const int Kept = 1800;

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/cluster/metrics/export", Export)
        {
            Permission = call => call.Demand("/", "Sys.Audit"),
            Parameters =
            [
                Parameter.Flag("history"), Parameter.Flag("local-only"), Parameter.Text("node-list"), Parameter.Integer("start-time"),
            ],
        },
    ];

    private static void Export(ApiCall call, Utf8JsonWriter json)
    {
        var last = call.State.Now / 1000 / Period * Period;
        var first = call.Flag("history") ? Math.Max(last - Kept, (call.Integer("start-time") ?? 0) + 1) : last;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        for (var at = (first + Period - 1) / Period * Period; at <= last; at += Period)
        {
            foreach (var node in call.State.Nodes.Where(node => call.State.SeesOnline(call.Local, node))) Node(call, node, at, json);
            foreach (var guest in call.State.Guests) Guest(call, guest, at, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Node(ApiCall call, Node node, long at, Utf8JsonWriter json)
    {
        if (!node.Sample.TryGet(call.State.Now, call.State.ExpiryMilliseconds, out var sample)) return;
        var id = $"node/{node.Name}";
        var uptime = sample.Uptime - (call.State.Now / 1000) + at;
        if (uptime < 0) return;
        Gauge(json, at, id, "uptime", uptime);
        Gauge(json, at, id, "cpu_current", sample.Cpu);
        Gauge(json, at, id, "cpu_iowait", 0.01);
        Gauge(json, at, id, "mem_used", sample.Memory);
        Gauge(json, at, id, "mem_total", node.MaxMemory);
        Gauge(json, at, id, "disk_used", sample.Disk);
        Gauge(json, at, id, "disk_total", node.MaxDisk);
        Write(json, at, id, "net_in", uptime * 1000, "derive");
        Write(json, at, id, "net_out", uptime * 2000, "derive");
        foreach (var storage in node.Storages.Where(storage => storage is { Active: true, Disabled: false }))
        {
            Gauge(json, at, $"storage/{node.Name}/{storage.Name}", "disk_total", storage.Size);
            Gauge(json, at, $"storage/{node.Name}/{storage.Name}", "disk_used", storage.Used);
        }
    }

    private static void Guest(ApiCall call, Guest guest, long at, Utf8JsonWriter json)
    {
        if (!guest.Sample.TryGet(call.State.Now, call.State.ExpiryMilliseconds, out var sample)) return;
        Gauge(json, at, guest.Id, "mem_total", guest.MaxMemory);
        Gauge(json, at, guest.Id, "disk_total", guest.MaxDisk);
        Gauge(json, at, guest.Id, "cpu_max", guest.Cpus);
        if (sample.State != RunState.Running || at * 1000 < sample.BootAt) return;
        var counters = Counters.Of(guest, sample with { At = at * 1000 });
        Gauge(json, at, guest.Id, "uptime", counters.Uptime);
        Gauge(json, at, guest.Id, "cpu_current", sample.Cpu);
        Gauge(json, at, guest.Id, "mem_used", sample.Memory);
        if (!guest.IsVm) Gauge(json, at, guest.Id, "disk_used", counters.Disk);
        Write(json, at, guest.Id, "disk_read", counters.DiskRead, "derive");
        Write(json, at, guest.Id, "disk_write", counters.DiskWrite, "derive");
        Write(json, at, guest.Id, "net_in", counters.NetIn, "derive");
        Write(json, at, guest.Id, "net_out", counters.NetOut, "derive");
    }

    private static void Gauge(Utf8JsonWriter json, long at, string id, string metric, double value) =>
        Write(json, at, id, metric, value, "gauge");

    private static void Write(Utf8JsonWriter json, long at, string id, string metric, double value, string type)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp"u8, at);
        json.WriteString("id"u8, id);
        json.WriteString("metric"u8, metric);
        json.WriteNumber("value"u8, value);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
    }
}
