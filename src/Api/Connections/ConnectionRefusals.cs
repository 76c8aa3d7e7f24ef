using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Api.Connections;

/// <summary>Says why a connection was not changed, and what to do.</summary>
internal static class ConnectionRefusals
{
    public static Refusal Of(RegistryRefusal refusal, ClusterName name) => refusal.Problem switch
    {
        RegistryProblem.Unknown => new(
            StatusCodes.Status404NotFound, "not-found", $"No cluster {name} was added; /api/v1/connections lists all."),
        RegistryProblem.Configured => Configured(name),
        RegistryProblem.NameTaken =>
            Conflict("name-taken", $"There is already a cluster {name}. Choose another name, or change that cluster."),
        RegistryProblem.Ending => Conflict(
            "watch-ending", $"The monitor is still resolving the incidents of {name}. Try again in a few seconds."),
        RegistryProblem.SameProxmox => SameProxmox(refusal.Cluster),
        RegistryProblem.AddressTaken => AddressTaken(refusal.Cluster),
        RegistryProblem.Changed => Conflict(
            "changed-meanwhile",
            $"The connection of {name} was changed meanwhile, and your change was not stored. Look at it and try again."),
        _ => Conflict("too-many-clusters", $"There are {ClusterRegistry.Capacity} added clusters, which is the limit."),
    };

    public static Refusal Configured(ClusterName name) => Conflict(
        "configured", $"Cluster {name} is in the configuration, under Monitor:Clusters. Change it there and restart the monitor.");

    public static Refusal SameProxmox(ClusterName? other) => Conflict(
        "same-proxmox",
        $"It is the same Proxmox as {other}, by the certificate authority that each Proxmox makes for itself. Everything in it would be "
        + $"reported twice; add its address to {other} instead.");

    public static Refusal AddressTaken(ClusterName? other) => Conflict(
        "address-taken", $"Cluster {other} has one of these addresses; each Proxmox is watched once.");

    public static Refusal AnotherProxmox(ClusterName name) => Conflict(
        "another-proxmox",
        $"Its certificate authority is not that of {name}, so it is another Proxmox: what is known of the guests of {name} would "
            + $"be wrong for "
        + $"it. Remove {name} and add it anew.");

    public static Refusal NotTested(string why) => Conflict("connection-failed", $"Nothing was stored, because the test failed. {why}");

    public static Refusal Bad(string why) => new(StatusCodes.Status400BadRequest, "bad-parameter", why);

    public static Refusal NoKey(string why) => Conflict("no-secrets-key", why);

    private static Refusal Conflict(string type, string detail) => new(StatusCodes.Status409Conflict, type, detail);
}
