using System.Globalization;
using System.Text.Json.Nodes;
using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Failing responses, lost privileges, and certificates.</summary>
internal static class Upstream
{
    private const string ReadToken = "monitor@pve!read";
    private const string ActToken = "monitor@pve!act";

    // The privileges that the simulated cluster grants, except the one for guest agents.
    private static readonly string[] Reading =
        ["Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit", "Mapping.Audit", "Sys.Syslog"];
    private static readonly string[] Acting = ["VM.PowerMgmt", "VM.Migrate", "Sys.PowerMgmt", "Sys.Modify", "Sys.Console"];

    private static readonly string[] Paths =
    [
        "^/cluster/resources", "^/cluster/status", "^/cluster/tasks", "^/cluster/ha", "^/nodes/[^/]+/tasks", "^/nodes/[^/]+/services",
        "^/nodes/[^/]+/storage",
        "^/nodes/[^/]+/time", "status/current$", "^/", "^/", "^/cluster/resources",
    ];

    private static readonly (int Status, string Reason)[] Statuses =
    [
        (301, "Moved Permanently"), (400, "Parameter verification failed."), (401, "No ticket"), (401, "Authentication failed!"),
        (403, "Permission check failed (/, Sys.Audit)"), (500, "got timeout"), (500, "cluster not ready - no quorum?"),
        (500, "proxy loop detected"),
        (500, "unable to read file /etc/pve/.rrd"), (501, "Method not implemented"), (502, "Bad Gateway"), (503, "Service Unavailable"),
        (595, "Connection refused"), (595, "No route to host"), (596, "Connection timed out"),
        (596, "error:0A000086:SSL routines::certificate verify failed"), (597, "Broken pipe"), (598, "aborted"),
        (599, "Too many redirections"),
    ];

    /// <summary>Some or all responses of one or all nodes fail for a while, in one of several ways.</summary>
    public static bool Broken(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.UpstreamBusyUntil)) return false;
        var arguments = Form(scene);
        arguments.Add(("pathPattern", scene.Chance.Pick(Paths)));

        // Permissions are the cluster's: one node alone refuses none.
        var node = scene.Chance.Of(0.5) ? scene.Chance.Pick(scene.Plan.Nodes).Name : null;
        if (node is not null && !arguments.Exists(IsForbidden)) arguments.Add(("on", node));
        if (scene.Chance.Of(0.3)) arguments.Add(("times", scene.Chance.From(1, 6)));
        return Lasts(scene, scene.Chance.Seconds(5, 1800), [.. arguments]);
    }

    /// <summary>A request to act is executed but its response is lost, or it is refused.</summary>
    public static bool ActLost(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.UpstreamBusyUntil)) return false;
        (string, JsonNode?) form = scene.Chance.Of(0.6) ? ("loseAnswer", true) : ("abortConnection", true);
        return Lasts(scene, scene.Chance.Minutes(5, 240), [("method", "POST"), form, ("times", scene.Chance.From(1, 3))]);
    }

    /// <summary>Rows are missing from the list for a while.</summary>
    public static bool RowsMissing(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.UpstreamBusyUntil) || scene.RunningGuest() is not { } guest) return false;
        var row = string.Create(CultureInfo.InvariantCulture, $"{(guest.IsVm ? "qemu" : "lxc")}/{guest.Vmid}");
        return Lasts(scene, scene.Chance.Seconds(5, 900), [("pathPrefix", "/cluster/resources"), ("dropRows", new JsonArray(row))]);
    }

    public static bool TokenRevoked(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.TokensBusyUntil)) return false;
        var (token, lasts) = (scene.Chance.Of(0.6) ? ReadToken : ActToken, scene.Chance.Minutes(1, 300));
        scene.Step(Zero, "revoke-token", ("token", token), ("revoked", true));
        scene.Step(lasts, "revoke-token", ("token", token), ("revoked", false));
        scene.Plan.TokensBusyUntil = scene.Later(scene.Plan.TokensBusyUntil, lasts);
        return true;
    }

    /// <summary>A token loses one privilege or all of them, and gets them back later.</summary>
    public static bool PrivilegesRevoked(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.TokensBusyUntil)) return false;
        var (token, some) = scene.Chance.Of(0.7) ? (ReadToken, Reading) : (ActToken, Acting);
        string[] all = token == ReadToken ? [.. Reading, Agent(scene)] : [.. Reading, Agent(scene), .. Acting];
        var lost = scene.Chance.Pick(some);
        var lasts = scene.Chance.Minutes(1, 600);
        var left = scene.Chance.Of(0.2) ? [] : all.Where(one => one != lost);
        scene.Step(Zero, "token-privileges", ("token", token), ("privileges", List(left)));
        scene.Step(lasts, "token-privileges", ("token", token), ("privileges", List(all)));
        scene.Plan.TokensBusyUntil = scene.Later(scene.Plan.TokensBusyUntil, lasts);
        return true;
    }

    /// <summary>A certificate is about to expire or has expired; then it is renewed.</summary>
    public static bool CertificateExpires(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        scene.Step(Zero, "certificate-ends-in", ("node", node.Name),
            ("left", scene.Chance.Lasting(FromHours(1), FromDays(40)).ToString("c")));
        scene.Step(scene.Chance.Minutes(10, 2880), "certificate-ends-in", ("node", node.Name), ("left", "600.00:00:00"));
        return true;
    }

    /// <summary>A node serves another certificate, which clients that pin the former one refuse, until it is restored.</summary>
    public static bool CertificateReplaced(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        scene.Step(Zero, "certificate-replaced", node);
        scene.Step(scene.Chance.Minutes(2, 600), "certificate-replaced", ("node", node.Name), ("former", true));
        return true;
    }

    private static List<(string, JsonNode?)> Form(Scene scene)
    {
        var (status, reason) = scene.Chance.Pick(Statuses);
        return scene.Chance.Weighted<List<(string, JsonNode?)>>(
            (8, [("status", status), ("reason", reason)]),
            (1, [("truncateAfterBytes", scene.Chance.From(1, 2000))]),
            (1, [("invalidJson", true)]),
            (1, [("hang", true)]),
            (1, [("abortConnection", true)]),
            (3, [("delay", scene.Chance.Seconds(0.2, 40).ToString("c"))]));
    }

    private static bool IsForbidden((string Name, JsonNode? Value) argument) =>
        argument.Name == "status" && argument.Value!.GetValue<int>() == 403;

    private static bool Lasts(Scene scene, TimeSpan lasts, ReadOnlySpan<(string, JsonNode?)> arguments)
    {
        scene.Step(Zero, "fault", arguments);
        scene.Step(lasts, "clear-faults");
        scene.Plan.UpstreamBusyUntil = scene.Later(scene.Plan.UpstreamBusyUntil, lasts);
        return true;
    }

    private static string Agent(Scene scene) =>
        scene.Plan.Estate.Cluster.Version.StartsWith("8.", StringComparison.Ordinal) ? "VM.Monitor" : "VM.GuestAgent.Audit";

    private static JsonArray List(IEnumerable<string> privileges) => new([.. privileges.Select(one => JsonValue.Create(one))]);
}
