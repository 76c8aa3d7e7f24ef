using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Clusters;

/// <content>Actions on nodes and on the cluster as a whole.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Cuts a node's power: its guests die, its address resets connections, the others see it offline seconds later.</summary>
    public void PowerOffNode(string node) => OnNode(node, found => _machinery.Nodes.PowerOff(found));

    /// <summary>Restores a node's power.</summary>
    public void PowerOnNode(string node) => OnNode(node, _machinery.Nodes.PowerOn);

    /// <summary>Shuts a node down in order: stopall, one shutdown per guest, then off.</summary>
    public void ShutdownNode(string node) => OnNode(node, found => _machinery.Nodes.Shutdown(found));

    /// <summary>
    /// Reboots a node in order, as <c>POST /nodes/{node}/status</c> does: stopall and one shutdown per guest by root@pam, off, on again.
    /// </summary>
    public void RebootNode(string node) =>
        _simulation.With(state => _machinery.Nodes.Shutdown(Find(state, node), state.Timings.NodeFirmware));

    /// <summary>
    /// The cluster network splits: these nodes reach each other, and the others each other. Each node shows its own view.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such node.</exception>
    public void SplitNetwork(IReadOnlyCollection<string> nodes) =>
        _simulation.With(state => _machinery.Nodes.Split([.. nodes.Select(node => Find(state, node))]));

    /// <summary>Ends <see cref="SplitNetwork"/>.</summary>
    public void HealNetwork() => _simulation.With(_ => _machinery.Nodes.Heal());

    /// <summary>Sets how long a round of the node's pvestatd takes, from the next one on; null for the default.</summary>
    public void SetPublishRound(string node, TimeSpan? takes) => _simulation.With(state =>
    {
        var found = Find(state, node);
        found.Round = takes;
        state.Narrate("pvestatd-round",
            FormattableString.Invariant($"pvestatd on {node} takes {(takes ?? state.Timings.PublishPeriod).TotalSeconds:0} s for a round"),
            node: found);
    });

    /// <summary>Somebody shuts all guests of a node down: <c>stopall</c>, and one shutdown per guest by root@pam.</summary>
    public string StopAllGuests(string node, string user = SomebodyElse) =>
        _simulation.With(state => _machinery.Nodes.StopAll(Powered(Find(state, node)), user).Upid);

    /// <summary>One backup job over all guests of a node: its task has no guest's id (api-facts §5).</summary>
    /// <param name="node">The node.</param>
    /// <param name="mode"><c>snapshot</c>, <c>suspend</c> or <c>stop</c>.</param>
    /// <param name="user">Who started it.</param>
    /// <param name="storage">Where it writes to.</param>
    public string BackupNode(string node, string mode = "snapshot", string user = SomebodyElse, string storage = "shared") =>
        _simulation.With(state => _machinery.Backups.StartAll(Powered(Find(state, node)), mode, user, storage).Upid);

    /// <summary>The node and all others lose contact; its API still answers.</summary>
    public void IsolateNode(string node) => OnNode(node, _machinery.Nodes.Isolate);

    /// <summary>Ends <see cref="IsolateNode"/>.</summary>
    public void RejoinNode(string node) => OnNode(node, _machinery.Nodes.Rejoin);

    /// <summary>
    /// A storage's server is dead: the node's pvestatd hangs, and calls that read storages never answer. False ends it.
    /// </summary>
    public void HangStorage(string node, bool hung = true) => _simulation.With(state =>
    {
        var found = Find(state, node);
        found.StorageHung = hung;
        state.Narrate(hung ? "storage-hung" : "storage-answers", $"A storage of {node} {(hung ? "hangs" : "answers again")}", node: found);
    });

    /// <summary>Sets the end of validity of a node's certificate, counted from now.</summary>
    public void SetCertificateExpiry(string node, TimeSpan left) => _simulation.With(state =>
    {
        Find(state, node).CertificateNotAfter = DateTimeOffset.FromUnixTimeMilliseconds(state.Now) + left;
    });

    /// <summary>The node's API accepts connections and never answers; its pvestatd hangs too. It stays a member of the cluster.</summary>
    public void HangNode(string node) => OnNode(node, _machinery.Nodes.Hang);

    /// <summary>Ends <see cref="HangNode"/> for new requests.</summary>
    public void UnhangNode(string node) => OnNode(node, _machinery.Nodes.Unhang);

    /// <summary>Stops pvestatd: what the node published turns <c>unknown</c> when it expires.</summary>
    public void StopPvestatd(string node) => FailService(node, "pvestatd");

    /// <summary>Starts pvestatd again.</summary>
    public void StartPvestatd(string node) => RestoreService(node, "pvestatd");

    /// <summary>
    /// A service fails, and with it its function: pvestatd (publishing), pveproxy (the node's address), pvedaemon (protected calls answer
    /// 595), pve-cluster (every token answers 401).
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such node or service.</exception>
    public void FailService(string node, string service) => SetService(node, service, failed: true);

    /// <summary>A failed service runs again.</summary>
    /// <exception cref="KeyNotFoundException">No such node or service.</exception>
    public void RestoreService(string node, string service) => SetService(node, service, failed: false);

    private void SetService(string node, string service, bool failed) => _simulation.With(state =>
    {
        var found = Find(state, node);
        var unit = found.Services.Find(unit => unit.Name == service)
            ?? throw new KeyNotFoundException($"There is no service '{service}' on {node}.");
        if (unit.Failed == failed && !unit.Inactive) return;
        (unit.Failed, unit.Inactive) = (failed, false);
        state.Narrate(failed
            ? "service-failed"
            : "service-restored", $"Service {service} on {node} {(failed ? "failed" : "runs again")}", node: found);
    });

    /// <summary>
    /// A service stops without having failed: by itself if <paramref name="by"/> is null, else by that user's <c>srvstop</c>.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such node or service.</exception>
    /// <exception cref="ArgumentException">Proxmox lets no user stop the service.</exception>
    public void StopService(string node, string service, string? by = null) => _simulation.With(state =>
    {
        var found = Find(state, node);
        var unit = found.Services.Find(unit => unit.Name == service)
            ?? throw new KeyNotFoundException($"There is no service '{service}' on {node}.");
        if (by is not null && ServiceCatalog.IsProtected(service))
            throw new ArgumentException($"Proxmox lets no user stop the service '{service}'.", nameof(service));
        (unit.Failed, unit.Inactive) = (false, true);
        if (by is not null) _machinery.Tasks.Instant(found, "srvstop", service, by);
        state.Narrate("service-stopped", $"Service {service} on {node} {(by is null ? "ended" : $"was stopped by {by}")}", node: found);
    });

    /// <summary>Removes a storage from the configuration: its rows and its entries in the nodes' lists disappear.</summary>
    /// <exception cref="KeyNotFoundException">No such node or storage.</exception>
    public void RemoveStorage(string node, string storage) => ChangeStorage(node, storage, null, "was removed");

    /// <summary>Switches a storage off or on again; a shared one on every node.</summary>
    /// <exception cref="KeyNotFoundException">No such node or storage.</exception>
    public void SetStorageDisabled(string node, string storage, bool disabled = true) =>
        ChangeStorage(node, storage, found => found.Disabled = disabled, disabled ? "was disabled" : "was enabled");

    /// <summary>Fills a storage marked shared on this node only; null makes it the same on every node again.</summary>
    /// <exception cref="KeyNotFoundException">No such node or storage.</exception>
    public void FillOwnStorage(string node, string storage, double? ratio) => _simulation.With(state =>
    {
        var found = Find(state, node);
        var named = found.Storages.Find(candidate => candidate.Name == storage)
            ?? throw new KeyNotFoundException($"There is no storage '{storage}' on {node}.");
        named.OwnRatio = ratio;
        state.Narrate("storage",
            FormattableString.Invariant($"Storage {storage} is {named.OwnRatio ?? named.Ratio:0.00} full on {node} alone"), node: found,
            shows: Shows.AfterPublish);
    });

    /// <summary>Sets the reclaimable caches in the node's used memory, 0–1 of its memory; reported by 9.x only.</summary>
    public void SetNodeCaches(string node, double ratio) => OnNode(node, found => { found.CacheRatio = ratio; });

    /// <summary>Sets what the node measures, each 0–1; null leaves it.</summary>
    public void SetNodeMetrics(string node, double? cpu = null, double? memRatio = null, double? diskRatio = null) =>
        _simulation.With(state =>
    {
        var found = Find(state, node);
        found.Cpu = cpu ?? found.Cpu;
        found.MemoryRatio = memRatio ?? found.MemoryRatio;
        found.DiskRatio = diskRatio ?? found.DiskRatio;
        state.Narrate("node-metrics",
            FormattableString.Invariant($"{node} is at cpu {found.Cpu:0.00}, memory {found.MemoryRatio:0.00}, disk {found.DiskRatio:0.00}"),
            node: found, shows: Shows.AfterPublish);
    });

    /// <summary>Fills a storage, 0–1; a shared one on every node.</summary>
    /// <exception cref="KeyNotFoundException">No such node or storage.</exception>
    public void FillStorage(string node, string storage, double ratio) =>
        ChangeStorage(node, storage, found => found.Ratio = ratio, FormattableString.Invariant($"is {ratio:0.00} full"));

    /// <summary>Makes a storage active or inactive; a shared one on every node.</summary>
    /// <exception cref="KeyNotFoundException">No such node or storage.</exception>
    public void SetStorageActive(string node, string storage, bool active) =>
        ChangeStorage(node, storage, found => found.Active = active, active ? "is active" : "is inactive");

    private void ChangeStorage(string node, string storage, Action<Storage>? change, string text) => _simulation.With(state =>
    {
        var found = Find(state, node);
        var named = found.Storages.Find(candidate => candidate.Name == storage)
            ?? throw new KeyNotFoundException($"There is no storage '{storage}' on {node}.");
        IEnumerable<Storage> all = named.Shared
            ? state.Nodes.SelectMany(other => other.Storages.Where(candidate => candidate.Name == storage))
            : [named];
        foreach (var one in all.ToList())
        {
            if (change is not null) change(one);
            else foreach (var owner in state.Nodes) owner.Storages.Remove(one);
        }

        state.Narrate("storage", $"Storage {storage} on {node} {text}", node: found, shows: Shows.AfterPublish);
    });

    /// <summary>All nodes lose contact with each other: <c>quorate:0</c> after some seconds. Calls between the nodes still work.</summary>
    public void LoseQuorum() => _simulation.With(state =>
    {
        if (state.PartitionedSince is not null) return;
        state.PartitionedSince = state.Now;
        _machinery.Ha.LostQuorum();
        state.Narrate("quorum-lost", "The nodes lost sight of each other");
    });

    /// <summary>The nodes reach each other again.</summary>
    public void RegainQuorum() => _simulation.With(state =>
    {
        if (state.PartitionedSince is null) return;
        state.PartitionedSince = null;
        state.Narrate("quorum-regained", "The nodes see each other again");
    });

    /// <summary>Sets the end of validity that <c>/nodes/N/certificates/info</c> reports; TLS itself is not affected.</summary>
    public void SetCertificateExpiry(string node, DateTimeOffset notAfter) =>
        OnNode(node, found => { found.CertificateNotAfter = notAfter; });

    /// <summary>Sets how far a node's clock is ahead; it shows in task times and <c>/nodes/N/time</c>.</summary>
    public void SetClockSkew(string node, TimeSpan skew) => OnNode(node, found => { found.ClockSkew = skew; });

    /// <summary>Sets a node's Wake-on-LAN address; null removes it.</summary>
    public void SetWakeOnLan(string node, string? mac) => OnNode(node, found => { found.WakeOnLanMac = mac; });

    /// <summary>Makes the node ignore Wake-on-LAN packets, or react to them again.</summary>
    public void SleepThroughWake(string node, bool sleeps = true) => OnNode(node, found => { found.SleepsThrough = sleeps; });

    /// <summary>The next starts and restarts of a service fail and leave it failed.</summary>
    /// <exception cref="KeyNotFoundException">No such node or service.</exception>
    public void NextRestartFails(string node, string service, int times = 1) => _simulation.With(state =>
    {
        var unit = Find(state, node).Services.Find(unit => unit.Name == service)
            ?? throw new KeyNotFoundException($"There is no service '{service}' on {node}.");
        unit.FailingRestarts = times;
    });
}
