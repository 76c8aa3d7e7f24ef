using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Makes each of the monitor's reads once, and says what the tokens see and lack.</summary>
/// <param name="probe">The monitor's own probe.</param>
/// <param name="tried">The connection.</param>
/// <param name="seen">What <c>/cluster/resources</c> listed.</param>
/// <param name="time">The clock.</param>
internal sealed class TrialReading(ProxmoxProbe probe, ClusterConnection tried, ResourceCounts seen, TimeProvider time)
{
    private readonly List<VisibilityCheck> _checks = [];

    public bool Works { get; private set; }

    public string Summary { get; private set; } = "";

    public IReadOnlyList<VisibilityCheck> Checks => _checks;

    public string? Identity { get; private set; }

    public ClusterMembership? Membership { get; private set; }

    /// <summary>Reads everything; never fails, except when it is cancelled.</summary>
    public async Task<TrialReading> Read(CancellationToken cancellation)
    {
        var read = await Access(TokenRole.Read, tried.TokenId, cancellation);
        var missing = MissingPermissions.Derive([read], [.. seen.Nodes.Select(node => node.Node)]);
        var mayLack = read.Privileges is null || missing.Any(one => one.Capability == Capability.SeeGuests);
        _checks.Add(Check("Nodes and their figures", seen.HasFigures, $"{seen.Nodes.Count} nodes", Missing(Capability.SeeNodes)));
        _checks.Add(Check("Guests", seen.Guests > 0 || !mayLack, $"{seen.Guests} guests", Missing(Capability.SeeGuests)));
        _checks.Add(Check("Storages", seen.Storages > 0, $"{seen.Storages} storages", Missing(Capability.SeeStorages)));
        var membership = await probe.ReadMembershipAsync(tried.Name, cancellation);
        Membership = membership.Value;
        _checks.Add(Check("Quorum and members", membership, _ => PrivilegeOf(Capability.SeeCluster)));
        if (seen.Nodes.Find(node => node.Status == NodeStatus.Online) is { Node: not null } online)
            await ReadNode(new(tried.Name, online.Node), cancellation);

        Works = seen.Nodes.Count > 0 && (seen.Guests > 0 || !mayLack);
        Summary = Works ? $"It answers: {seen.Nodes.Count} nodes, {seen.Guests} guests." : "It answers, but the token sees too little.";
        if (tried.ActTokenId is { } act) await ReadActToken(act, cancellation);
        return this;

        string Missing(Capability capability) => missing.FirstOrDefault(one => one.Capability == capability) is { } permission
            ? $"{permission.Description}. {PermissionCommands.InOneLine(permission.Remedy)}."
            : "None is seen.";
    }

    private async Task ReadNode(NodeId node, CancellationToken cancellation)
    {
        var services = await probe.ReadServicesAsync(node, cancellation);
        _checks.Add(Check("Services", services, found => $"{found.Length} on {node.Name}"));
        var tasks = await probe.ReadTasksAsync(node, new(Limit: 1), cancellation);
        _checks.Add(Check("Tasks, for who stopped what", tasks, _ => $"on {node.Name}"));
        var certificates = await probe.ReadCertificatesAsync(node, cancellation);
        _checks.Add(Check("Certificates", certificates, found => $"{found.Length} on {node.Name}"));
        if (certificates.Succeeded)
            Identity = SameProxmox.Identity(Membership?.ProxmoxName, seen.Nodes.Select(one => one.Node), certificates.Value);
        var journal = await probe.ReadJournalAsync(node, time.GetUtcNow().AddMinutes(-1), cancellation);
        _checks.Add(Check(
            "Journal, to distinguish an OOM kill from a shutdown (optional)", journal, _ => PrivilegeOf(Capability.ReadJournal)));
    }

    private async Task ReadActToken(string tokenId, CancellationToken cancellation)
    {
        const string what = "Act token, for repairs";
        var act = await Access(TokenRole.Act, tokenId, cancellation);
        var lacks = act.Privileges is null
            ? []
            : MissingPermissions.Derive([act], [.. seen.Nodes.Select(node => node.Node)]);
        var first = lacks.FirstOrDefault();
        var detail = first is null
            ? act.Failure ?? $"{tokenId} may repair"
            : $"{first.Description}. {PermissionCommands.InOneLine(first.Remedy)}.";
        _checks.Add(new(what, act.Privileges is not null && first is null, detail));
        if (act.Privileges is not null) return;
        (Works, Summary) = (false, $"The act token cannot be used: {detail}");
    }

    private async Task<TokenAccess> Access(TokenRole role, string tokenId, CancellationToken cancellation)
    {
        var held = await probe.ReadPrivilegesAsync(tried.Name, role, null, cancellation);
        return new(role, tokenId, held.Value, held.Failure?.Description);
    }

    private static string PrivilegeOf(Capability capability)
    {
        var need = Needs.For(capability);
        return $"{need.Privilege} on {need.Path}";
    }

    private static VisibilityCheck Check(string what, bool seen, string detail, string missing) => new(what, seen, seen ? detail : missing);

    private static VisibilityCheck Check<T>(string what, ProbeResult<T> result, Func<T, string> detail) =>
        result.Failure is { } failure ? new(what, false, failure.Description) : new(what, true, detail(result.Value!));
}
