using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// Publishes the states that changed, after each event; at first all of them. It compares states, so no way of changing something can be
/// missed. Used only if <see cref="SimulatorOptions.TellsStates"/> is set.
/// </summary>
internal sealed class StateChangeDetector(ClusterModel state, Access.TokenStore tokens, FaultRules faults)
{
    private readonly Dictionary<object, SimulatedState> _last = [];
    private readonly ConditionalWeakTable<Guest, Runs> _runs = [];
    private readonly HashSet<SimulatedTask> _open = [];
    private long _newest = state.Tasks;
    private int _faults = -1;
    private (int Version, bool Read, bool Act) _tokens = (-1, false, false);
    private (long?, long?, int) _network;

    private sealed class Runs
    {
        public int Count { get; set; }
        public long BootAt { get; set; }
    }

    public void Check()
    {
        foreach (var node in state.Nodes) Check(node);
        foreach (var guest in state.Guests) Compare(guest.Vmid, Of(guest));
        CheckRemoved();
        CheckNetwork();
        CheckFaults();
        CheckTokens();
    }

    private void Check(Node node)
    {
        Compare(node.Name, Of(node));
        foreach (var storage in node.Storages)
        {
            Compare((node.Name, storage.Name), new SimulatedStorageState(
                node.Name, storage.Name, storage.Shared, storage.Content, storage.Active, !storage.Disabled,
                storage.OwnRatio ?? storage.Ratio));
        }

        foreach (var unit in node.Services)
            if (unit.Installed) Compare(unit, new SimulatedServiceState(node.Name, unit.Name, unit.State));
        foreach (var task in node.Tasks.Skip(CountKnown(node))) Begin(task);
    }

    // Tasks are appended in order, so new ones are at the end.
    private int CountKnown(Node node)
    {
        var known = node.Tasks.Count;
        while (known > 0 && node.Tasks[known - 1].Order > _newest) known--;
        return known;
    }

    private void Begin(SimulatedTask task)
    {
        _open.Add(task);
        Publish(new SimulatedTaskState(task.Upid, task.Node.Name, task.Type, task.Id, task.FullUser, null));
    }

    private void CheckRemoved()
    {
        _newest = state.Tasks;
        foreach (var task in _open.Where(task => !task.Alive).OrderBy(task => task.Order).ToList())
        {
            _open.Remove(task);
            Publish(new SimulatedTaskState(
                task.Upid, task.Node.Name, task.Type, task.Id, task.FullUser, task.Status ?? "died with its node"));
        }

        foreach (var (key, last) in _last.ToList())
        {
            if (last is SimulatedGuestState guest && !state.GuestsById.ContainsKey(guest.Vmid)) Remove(key, new GuestGone(guest.Vmid));
            if (last is SimulatedStorageState storage
                && state.FindNode(storage.Node)?.Storages.Exists(one => one.Name == storage.Storage) != true)
                Remove(key, storage with { InUse = false });
        }
    }

    private void Remove(object key, SimulatedState change)
    {
        _last.Remove(key);
        Publish(change);
    }

    /// <summary>Membership changes some seconds after the network, so a check is scheduled for that time.</summary>
    private void CheckNetwork()
    {
        var network = (state.PartitionedSince, state.Split?.Since, state.Nodes.Count(node => node.IsolatedSince is not null));
        if (network == _network) return;
        _network = network;
        state.After(state.Timings.OfflineAfter, () => { });
    }

    private void CheckFaults()
    {
        if (faults.Version == _faults) return;
        _faults = faults.Version;
        Publish(new InjectedFaults(faults.Remaining));
    }

    private void CheckTokens()
    {
        var now = (tokens.Control.Version, tokens.Read.Revoked, tokens.Act.Revoked);
        if (now == _tokens) return;
        _tokens = now;
        foreach (var id in (string[])[Access.TokenStore.ReadTokenId, Access.TokenStore.ActTokenId])
        {
            var token = tokens.Find(id);
            Publish(new SimulatedTokenState(id, token?.Revoked ?? true, token?.Paths.ToDictionary(
                path => path, path => string.Join(',', token.At(path).Keys.Order(StringComparer.Ordinal)), StringComparer.Ordinal) ?? []));
        }
    }

    private void Compare(object key, SimulatedState now)
    {
        if (_last.TryGetValue(key, out var last) && last.Equals(now)) return;
        _last[key] = now;
        Publish(now);
    }

    private void Publish(SimulatedState change)
    {
        var (vmid, node) = change switch
        {
            SimulatedGuestState guest => (guest.Vmid, guest.Node),
            GuestGone gone => (gone.Vmid, null),
            SimulatedNodeState about => (null, about.Node),
            SimulatedStorageState storage => (null, storage.Node),
            SimulatedServiceState service => (null, service.Node),
            SimulatedTaskState task =>
                (int.TryParse(task.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null, task.Node),
            _ => ((int?)null, (string?)null),
        };
        state.Narrator.Narrate(state.Now, change, vmid, node);
    }

    private SimulatedGuestState Of(Guest guest)
    {
        var runs = _runs.GetOrCreateValue(guest);
        if (guest.BootAt != 0 && guest.BootAt != runs.BootAt) (runs.Count, runs.BootAt) = (runs.Count + 1, guest.BootAt);
        return new(guest.Vmid, guest.Type, guest.Node.Name, guest.State.Name(), guest.HasProcess ? GuestEnd.Task : guest.Ended, runs.Count)
        {
            Lock = guest.Lock,
            Ha = guest.Ha?.State,
            OnBoot = guest.OnBoot,
            Template = guest.Template,
            InBackupJob = guest.InBackupJob,
            Tags = guest.Tags,
            Pool = guest.Pool,
            Disk = guest.DiskLevel,
            ReplicationFails = guest.Replication?.Failing,
        };
    }

    private SimulatedNodeState Of(Node node) => new(node.Name, node.Powered, node.Online, node.Hung)
    {
        Quorate = state.Quorate(node),
        Heard = state.Nodes.Exists(other => other != node && other.Powered && state.Quorate(other) && state.SeesOnline(other, node)),
        Publishes = node.Publishing,
        Round = node.Round ?? state.Timings.PublishPeriod,
        StorageHangs = node.StorageHung,
        Ha = node.HaState,
        Cpu = node.Cpu,
        Memory = node.MemoryRatio,
        Caches = node.CacheRatio,
        Disk = node.DiskRatio,
        ClockAhead = node.ClockSkew,
        CertificateEnds = node.CertificateNotAfter,
        NewCertificate = node.Certificate is not null,
    };
}
