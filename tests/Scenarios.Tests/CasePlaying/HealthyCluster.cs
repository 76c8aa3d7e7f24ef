using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What a healthy cluster answers where a case gives nothing, made from the rows of <c>/cluster/resources</c>.</summary>
/// <param name="rows">The rows as they are now.</param>
/// <param name="now">The time.</param>
internal sealed class HealthyCluster(JsonArray rows, DateTimeOffset now)
{
    private static readonly string[] Privileges =
        ["Datastore.Audit", "Pool.Audit", "Sys.Audit", "Sys.Modify", "Sys.PowerMgmt", "Sys.Syslog", "VM.Audit", "VM.PowerMgmt"];

    private static readonly string[] Units = [
        "corosync", "cron", "pve-cluster", "pve-firewall", "pve-ha-crm", "pve-ha-lrm", "pvedaemon", "pveproxy", "pvescheduler", "pvestatd",
        "qmeventd", "spiceproxy", "sshd"];

    /// <summary>The nodes in their order.</summary>
    public IReadOnlyList<JsonObject> Nodes { get; } = Of(rows, "node");

    /// <summary>The rows of a cluster of which a case says nothing.</summary>
    public static JsonArray Rows(bool standalone)
    {
        var rows = new JsonArray();
        foreach (var name in standalone ? ["pve1"] : new[] { "pve1", "pve2", "pve3" })
        {
            rows.Add(new JsonObject
            {
                ["id"] = $"node/{name}",
                ["type"] = "node",
                ["node"] = name,
                ["status"] = "online",
                ["uptime"] = 864_000,
                ["cpu"] = 0.1,
                ["maxcpu"] = 32,
                ["mem"] = 42_949_672_960,
                ["maxmem"] = 274_877_906_944,
                ["disk"] = 32_212_254_720,
                ["maxdisk"] = 107_374_182_400,
                ["level"] = "",
            });
        }

        foreach (var vmid in new[] { 100, 101, 102 })
        {
            rows.Add(new JsonObject
            {
                ["id"] = $"qemu/{vmid}",
                ["type"] = "qemu",
                ["vmid"] = vmid,
                ["node"] = standalone ? "pve1" : $"pve{vmid - 99}",
                ["name"] = $"vm-{vmid}",
                ["status"] = "running",
                ["template"] = 0,
                ["uptime"] = 3600,
                ["cpu"] = 0.1,
                ["maxcpu"] = 2,
                ["mem"] = 1_073_741_824,
                ["maxmem"] = 4_294_967_296,
                ["disk"] = 0,
                ["maxdisk"] = 34_359_738_368,
            });
        }

        return JsonNode.Parse(rows.ToJsonString())!.AsArray();
    }

    /// <summary>Whether a node is there and online.</summary>
    public bool? IsOnline(string node) =>
        Nodes.FirstOrDefault(row => MovingRows.Text(row, "node") == node) is { } row ? MovingRows.Text(row, "status") != "offline" : null;

    /// <summary>The row of a guest on a node; null where it is not.</summary>
    public JsonObject? Guest(string node, string kind, string vmid) =>
        rows.OfType<JsonObject>()
        .FirstOrDefault(row => MovingRows.Text(row, "id") == $"{kind}/{vmid}" && MovingRows.Text(row, "node") == node);

    /// <summary>The value of <c>data</c> for a path, null where such a cluster has no such path.</summary>
    /// <param name="path">Below <c>/api2/json</c>.</param>
    /// <param name="local">Which node answers, by its place.</param>
    /// <param name="standalone">Whether it is a node in no cluster.</param>
    public JsonNode? Answer(string path, int local, bool standalone) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["version"] => new JsonObject { ["version"] = "9.2.11", ["release"] = "9.2", ["repoid"] = "2606ac850d46da29" },
        ["nodes"] => new JsonArray([.. Nodes.Select(row => row.DeepClone())]),
        ["cluster", "status"] => Members(local, standalone),
        ["cluster", "replication" or "backup"] or ["cluster", "backup-info", "not-backed-up"] => new JsonArray(),
        ["access", "permissions"] => Permissions(),
        ["nodes", var node, "status"] => Status(node),
        ["nodes", _, "time"] =>
            new JsonObject { ["time"] = now.ToUnixTimeSeconds(), ["localtime"] = now.ToUnixTimeSeconds(), ["timezone"] = "Etc/UTC" },
        ["nodes", _, "services"] => Services(standalone),
        ["nodes", var node, "storage"] => Storages(node),
        ["nodes", var node, "certificates", "info"] => new JsonArray(new JsonObject
        {
            ["filename"] = "pve-ssl.pem",
            ["subject"] = $"/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN={node}",
            ["notafter"] = now.AddYears(1).ToUnixTimeSeconds(),
        }),
        ["nodes", _, "journal" or "replication"] => new JsonArray(),
        ["nodes", var node, ("qemu" or "lxc") and var kind] =>
            new JsonArray([.. Of(rows, kind).Where(row => MovingRows.Text(row, "node") == node).Select(row => row.DeepClone())]),
        ["nodes", var node, var kind, var vmid, "status", "current"] => Guest(node, kind, vmid) is { } row ? Current(row) : null,
        ["nodes", var node, var kind, var vmid, "config"] => Guest(node, kind, vmid) is { } row ? Config(row) : null,
        _ => null,
    };

    private static List<JsonObject> Of(JsonArray rows, string type) =>
        [.. rows.OfType<JsonObject>().Where(row => MovingRows.Text(row, "type") == type)];

    private static JsonObject Permissions()
    {
        var permissions = new JsonObject();
        foreach (var path in new[] { "/", "/access", "/nodes", "/pool", "/sdn", "/storage", "/vms", "/mapping" })
            permissions[path] = new JsonObject([.. Privileges.Select(name => KeyValuePair.Create(name, (JsonNode?)1))]);
        return permissions;
    }

    private JsonArray Members(int local, bool standalone)
    {
        var online = Nodes.Count(row => MovingRows.Text(row, "status") != "offline");
        var members = new JsonArray();
        if (!standalone)
        {
            members.Add(new JsonObject
            {
                ["type"] = "cluster",
                ["id"] = "cluster",
                ["name"] = "lab",
                ["nodes"] = Nodes.Count,
                ["version"] = Nodes.Count,
                ["quorate"] = online * 2 > Nodes.Count ? 1 : 0,
            });
        }

        foreach (var (index, row) in Nodes.Index())
        {
            members.Add(new JsonObject
            {
                ["type"] = "node",
                ["id"] = MovingRows.Text(row, "id"),
                ["name"] = MovingRows.Text(row, "node"),
                ["nodeid"] = standalone ? 0 : index + 1,
                ["ip"] = string.Create(CultureInfo.InvariantCulture, $"192.0.2.{index + 1}"),
                ["local"] = index == local ? 1 : 0,
                ["online"] = MovingRows.Text(row, "status") == "offline" ? 0 : 1,
                ["level"] = "",
            });
        }

        return members;
    }

    private JsonObject? Status(string node)
    {
        if (Nodes.FirstOrDefault(row => MovingRows.Text(row, "node") == node) is not { } row) return null;
        var (used, total) = (row["mem"]?.GetValue<double>() ?? 0, row["maxmem"]?.GetValue<double>() ?? 0);
        return new()
        {
            ["uptime"] = row["uptime"]?.DeepClone(),
            ["cpu"] = row["cpu"]?.DeepClone(),
            ["pveversion"] = "pve-manager/9.2.11",
            ["memory"] = new JsonObject
            {
                ["total"] = (long)total,
                ["used"] = (long)used,
                ["free"] = (long)(total - used),
                ["available"] = (long)(total - used)
            },
        };
    }

    private static JsonArray Services(bool standalone)
    {
        var services = new JsonArray();
        foreach (var unit in Units.Where(unit => !standalone || unit != "corosync"))
        {
            services.Add(
                new JsonObject
                {
                    ["service"] = unit,
                    ["name"] = unit,
                    ["desc"] = unit,
                    ["state"] = "running",
                    ["active-state"] = "active",
                    ["unit-state"] = "enabled"
                });
        }

        return services;
    }

    private JsonArray Storages(string node)
    {
        var storages = new JsonArray();
        foreach (var row in Of(rows, "storage").Where(row => MovingRows.Text(row, "node") == node))
        {
            var isHere = MovingRows.Text(row, "status") == "available";
            storages.Add(new JsonObject
            {
                ["storage"] = MovingRows.Text(row, "storage"),
                ["type"] = MovingRows.Text(row, "plugintype"),
                ["content"] = MovingRows.Text(row, "content"),
                ["enabled"] = 1,
                ["active"] = isHere ? 1 : 0,
                ["shared"] = row["shared"]?.DeepClone(),
                ["used"] = row["disk"]?.DeepClone() ?? 0,
                ["total"] = row["maxdisk"]?.DeepClone() ?? 0,
            });
        }

        return storages;
    }

    private static JsonObject Current(JsonObject row)
    {
        var current = row.DeepClone().AsObject();
        foreach (var name in new[] { "id", "type", "node", "template", "hastate", "pool", "maxcpu" }) current.Remove(name);
        var status = MovingRows.Text(row, "status") ?? "running";
        current["status"] = status == "stopped" ? "stopped" : "running";
        if (MovingRows.Text(row, "type") == "qemu") current["qmpstatus"] = status == "unknown" ? "running" : status;
        var state = MovingRows.Text(row, "hastate");
        current["ha"] = state is null ? new JsonObject { ["managed"] = 0 } : new JsonObject { ["managed"] = 1, ["state"] = state };
        if (row["lock"] is null) current.Remove("lock");
        return current;
    }

    private static JsonObject Config(JsonObject row)
    {
        var config = new JsonObject { ["onboot"] = 1, ["digest"] = "1b2d3c", ["name"] = row["name"]?.DeepClone() };
        if (row["lock"] is { } held) config["lock"] = held.DeepClone();
        return config;
    }
}
