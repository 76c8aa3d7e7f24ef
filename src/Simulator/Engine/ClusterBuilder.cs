using System.Globalization;
using System.Net;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Builds the initial cluster: running for a while, with last night's backups done.</summary>
internal static class ClusterBuilder
{
    private const long Gib = 1L << 30;
    private const int FirstVmid = 100;
    private const long DayMilliseconds = 86_400_000;

    public static Machinery Build(SimulatorOptions options, Access.TokenStore tokens, long now)
    {
        var state = new ClusterModel(options) { Now = now };
        var machinery = new Machinery(state, tokens);
        var sharedSize = 8000 * Gib;
        for (var index = 0; index < options.Nodes; index++) state.Nodes.Add(MakeNode(state, index, sharedSize));
        for (var index = 0; index < options.Guests; index++) AddGuest(state, FirstVmid + index, state.Nodes[index % options.Nodes], index,
            now);
        foreach (var node in state.Nodes) History(machinery, node, now);
        AddReplication(state);
        var period = (long)options.Timings.PublishPeriod.TotalMilliseconds;
        foreach (var node in state.Nodes)
        {
            machinery.Publisher.Publish(node);
            machinery.Publisher.Schedule(node, now + 1 + (long)(SeededRandom.Unit(options.Seed, 7, node.Index) * (period - 1)));
        }

        return machinery;
    }

    private static Node MakeNode(ClusterModel state, int index, long sharedSize)
    {
        var seed = state.Options.Seed;
        return new Node
        {
            Name = $"pve{index + 1}",
            Index = index,
            Address = IPAddress.Loopback,
            MaxCpu = 32,
            MaxMemory = 256 * Gib,
            MaxDisk = 252 * Gib,
            BootAt = state.Now - ((10 + index) * DayMilliseconds),
            Cpu = 0.08 + (0.3 * SeededRandom.Unit(seed, 1, index)),
            MemoryRatio = 0.4 + (0.3 * SeededRandom.Unit(seed, 2, index)),
            DiskRatio = 0.2 + (0.4 * SeededRandom.Unit(seed, 3, index)),
            CertificateNotAfter = DateTimeOffset.FromUnixTimeMilliseconds(state.Now).AddDays(600),
            WakeOnLanMac = $"bc:24:11:00:{(index >> 8) & 0xff:x2}:{index & 0xff:x2}",
            Storages =
            [
                new() { Name = "local", Plugin = "dir", Shared = false, Content = "backup,rootdir,iso,images,snippets,vztmpl",
                    Size = 252 * Gib, Ratio = 0.2 + (0.4 * SeededRandom.Unit(seed, 3, index)) },
                new() { Name = "shared", Plugin = "nfs", Shared = true, Content = "images,iso,rootdir,backup,vztmpl", Size = sharedSize,
                    Ratio = 0.42 },
            ],
            Services = ServiceCatalog.Make(state.Options.IsVersion9, state.Options.Standalone),
        };
    }

    public static Guest AddGuest(ClusterModel state, int vmid, Node node, int index, long now, bool fresh = false)
    {
        var (role, tags, pool, isVm) = GuestCatalog.Role(index);
        var seed = state.Options.Seed;
        var template = !fresh && state.Options.Guests >= 10 && index == state.Options.Guests - 1;
        var stopped = fresh || template || SeededRandom.Unit(seed, 11, vmid) < state.Options.StoppedShare;
        var guest = new Guest
        {
            Vmid = vmid,
            IsVm = template || isVm,
            Name = template ? "tpl-debian" : role + ((index / GuestCatalog.Count) + 1).ToString("00", CultureInfo.InvariantCulture),
            Node = node,
            Cpus = 1 << (index % 4),
            MaxMemory = (isVm ? 2L : 1L) * Gib << (index % 3),
            MaxDisk = 8 * Gib << (index % 4),
            Template = template,
            OnBoot = !template && index % 8 != 7,
            Agent = isVm && index % 4 != 0,
            InBackupJob = index % 13 != 12,
            Tags = template ? null : tags,
            Pool = template ? null : pool,
            CpuLevel = 0.01f + (0.3f * (float)SeededRandom.Unit(seed, 12, vmid)),
            MemoryLevel = 0.2f + (0.5f * (float)SeededRandom.Unit(seed, 13, vmid)),
            DiskLevel = isVm ? 0 : 0.1f + (0.5f * (float)SeededRandom.Unit(seed, 14, vmid)),
        };
        if (!stopped) guest.Begin(now - 3_600_000 - (long)(SeededRandom.Unit(seed, 15, vmid) * 8 * DayMilliseconds), 2000 + index);
        node.Guests.Add(guest);
        state.Guests.Add(guest);
        state.GuestsById.Add(vmid, guest);
        return guest;
    }

    /// <summary>The next index whose guest has the wanted kind, VM or container.</summary>
    public static int IndexOfKind(bool isVm, int from)
    {
        while (GuestCatalog.Role(from).IsVm != isVm) from++;
        return from;
    }

    private static void History(Machinery machinery, Node node, long now)
    {
        var state = machinery.State;
        state.Now = now - (DayMilliseconds / 3);
        var started = DateTimeOffset.FromUnixTimeMilliseconds(state.Now);
        var backup = machinery.Tasks.Begin(node, "vzdump", "", TaskRunner.Root);
        backup.Log.Add("INFO: starting new backup job: vzdump --mode snapshot --storage shared --all 1 --quiet 1");
        backup.Log.AddRange(node.Guests.Where(guest => guest.InBackupJob).Take(KeptLogs)
            .SelectMany(guest => BackupLog.Begin(guest, "snapshot", guest.HasProcess, started)
                .Concat(BackupLog.Finish(guest, TimeSpan.FromSeconds(20), started))));
        backup.Log.Add(BackupLog.End(failed: false));
        state.Now += 1_200_000;
        machinery.Tasks.End(backup);
        state.Now = now;
    }

    private const int KeptLogs = 60;

    private static void AddReplication(ClusterModel state)
    {
        if (state.Nodes.Count < 2) return;
        foreach (var guest in state.Guests.Where(guest => guest.IsVm && !guest.Template && guest.Vmid % 10 == 1).Take(20))
            guest.Replication = new() { Target = state.Nodes[(guest.Node.Index + 1) % state.Nodes.Count] };
    }
}
