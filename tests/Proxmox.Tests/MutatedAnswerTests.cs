using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Proxmox.Wire;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>
/// Answers that are all broken somewhere, with a crash in every 500th: from the bytes to what is believed of each guest, no crash is
/// missed, none is invented, and nothing that is old calls itself fresh. <c>MUTATED_ANSWERS</c> says how many.
/// </summary>
public sealed class MutatedAnswerTests
{
    private const int Usual = 10_000;
    private const int CrashEvery = 500;
    private const int RestartAfter = 100;
    private const int Periods = 3;

    private static int Answers =>
        int.TryParse(Environment.GetEnvironmentVariable("MUTATED_ANSWERS"), CultureInfo.InvariantCulture, out var many) ? many : Usual;

    [Fact]
    public async Task No_crash_is_missed_none_is_invented_and_nothing_old_is_fresh()
    {
        var cluster = new TrueCluster();
        var watcher = new Watcher(cluster);
        var mutator = new AnswerMutator(seed: 14);
        var (crashes, slowest, failed) = (0, 0, 0);
        int? waiting = null;
        var crashedAt = 0;
        for (var i = 1; i <= Answers; i++)
        {
            cluster.Advance();
            if (i % CrashEvery == RestartAfter) cluster.StartAll();
            if (i % CrashEvery == 0)
            {
                (waiting, crashedAt) = (cluster.Crash(), i);
                crashes++;
            }

            if (!await watcher.Poll(mutator.Mutate(cluster.Answer()))) failed++;
            foreach (var vmid in watcher.TakeCrashes())
            {
                ((int?)vmid).ShouldBe(waiting, $"answer {i}: a crash that never was");
                slowest = Math.Max(slowest, i - crashedAt + 1);
                waiting = null;
            }

            if (i % CrashEvery == RestartAfter - 1) waiting.ShouldBeNull($"answer {i}: the crash in answer {crashedAt} was missed");
            watcher.OldestFresh().ShouldBeLessThanOrEqualTo(Periods, $"answer {i}: a view that old calls itself fresh");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Answers} answers, {failed} failed as a whole, {watcher.Unreadable} rows unreadable, {crashes} crashes, told with answer "
                + $"{slowest} at the latest");
        failed.ShouldBeGreaterThan(Answers / 50);
        watcher.Unreadable.ShouldBeGreaterThan(Answers / 10);
    }

    /// <summary>What is true: the recorded cluster with more guests, on a clock of its own.</summary>
    private sealed class TrueCluster
    {
        private readonly JsonArray _rows;
        private readonly Random _random = new(7);

        public TrueCluster()
        {
            var recorded = JsonNode.Parse(
                File.ReadAllText(Path.Combine(Recordings.Answers, "cluster_resources_all_running.json")))!["body"]!["data"]!.AsArray();
            _rows = (JsonArray)recorded.DeepClone();
            var guest = recorded.OfType<JsonObject>().First(row => (string?)row["type"] == "qemu");
            for (var vmid = 300; vmid < 320; vmid++)
            {
                var twin = (JsonObject)guest.DeepClone();
                (twin["vmid"], twin["id"], twin["name"], twin["node"]) = (vmid, $"qemu/{vmid}", $"vm{vmid}", $"pve{(vmid % 3) + 1}");
                _rows.Add(twin);
            }
        }

        public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public IEnumerable<JsonObject> Guests => _rows.OfType<JsonObject>().Where(row => (string?)row["type"] is "qemu" or "lxc");

        public byte[] Answer() => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["data"] = _rows.DeepClone() });

        public void Advance()
        {
            Now += TimeSpan.FromSeconds(10);
            foreach (var row in _rows.OfType<JsonObject>()
                .Where(row => row["uptime"] is not null && (string?)row["status"] is "running" or "online"))
            {
                row["uptime"] = (long)row["uptime"]! + 10;
                row["cpu"] = Math.Round(_random.NextDouble(), 4);
            }
        }

        public int Crash()
        {
            var running = Guests.Where(row => (string?)row["status"] == "running" && (int?)row["template"] is not 1).ToList();
            var row = running[_random.Next(running.Count)];
            (row["status"], row["uptime"], row["cpu"], row["mem"]) = ("stopped", 0L, 0, 0);
            return (int)row["vmid"]!;
        }

        public void StartAll()
        {
            foreach (var row in Guests.Where(row => (string?)row["status"] == "stopped" && (int?)row["template"] is not 1))
                (row["status"], row["uptime"]) = ("running", 1L);
        }

        public JsonObject? Find(int vmid) => Guests.FirstOrDefault(row => (int)row["vmid"]! == vmid);

        public static GuestStatus StatusOf(JsonObject row) =>
            (string?)row["status"] == "running" ? GuestStatus.Running : GuestStatus.Stopped;
    }

    /// <summary>The monitor from the bytes of an answer to what is believed of each guest, without grains.</summary>
    private sealed class Watcher(TrueCluster truth)
    {
        private static readonly ClusterName Lab = ClusterName.Parse("lab");
        private static readonly TimeSpan Unasked = TimeSpan.FromMinutes(1);

        private readonly StringCache _strings = new();
        private readonly Dictionary<int, GuestState> _states = [];
        private readonly Dictionary<int, (GuestStatus Status, DateTimeOffset At)> _claims = [];
        private readonly Dictionary<int, int> _wrong = [];
        private readonly HashSet<int> _due = [];
        private readonly List<int> _crashes = [];
        private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
        private bool _fresh;

        public int Unreadable { get; private set; }

        public async Task<bool> Poll(byte[] answer)
        {
            _fresh = await Read(answer) is { } diff && Take(diff);
            return _fresh;
        }

        public List<int> TakeCrashes()
        {
            var crashes = _crashes.ToList();
            _crashes.Clear();
            return crashes;
        }

        /// <summary>For how many polls in a row a guest has been shown as fresh with a state that it does not have.</summary>
        public int OldestFresh()
        {
            var oldest = _fresh ? (int)((truth.Now - _snapshot.At) / TimeSpan.FromSeconds(10)) : 0;
            foreach (var row in truth.Guests)
            {
                var vmid = (int)row["vmid"]!;
                var node = _snapshot.FindGuest(vmid) is { MissedPolls: 0 } entry ? _snapshot.FindNode(entry.Sample.Node) : null;
                var wrong = _fresh && node is { Believed: NodeStatus.Online }
                    && _snapshot.FindGuest(vmid)!.Sample.Status != TrueCluster.StatusOf(row);
                _wrong[vmid] = wrong ? _wrong.GetValueOrDefault(vmid) + 1 : 0;
                oldest = Math.Max(oldest, _wrong[vmid]);
            }

            return oldest;
        }

        private async Task<SnapshotDiff?> Read(byte[] answer)
        {
            var builder = new SnapshotBuilder(_snapshot, RuleSet.Default, truth.Now);
            try
            {
                await new ResourceAnswer(builder, _strings).ReadAsync(new MemoryStream(answer), TestContext.Current.CancellationToken);
            }
            catch (Exception problem) when (problem is JsonException or InvalidAnswerException)
            {
                return null;
            }

            var diff = builder.Build();
            Unreadable += diff.Unreadable.Count;
            return diff.Next.Nodes.IsEmpty ? null : diff;
        }

        private bool Take(SnapshotDiff diff)
        {
            _snapshot = diff.Next;
            foreach (var delta in diff.Changes.Where(delta => (delta.Change & GuestChange.Matters) != GuestChange.None))
                _due.Add(delta.Entry.Sample.Vmid);
            foreach (var vmid in _due.ToArray())
            {
                if (_snapshot.FindGuest(vmid) is { MissedPolls: 0 } entry && Look(entry)) _due.Remove(vmid);
            }

            return true;
        }

        private bool Look(GuestEntry entry)
        {
            var sample = entry.Sample;
            var node = _snapshot.FindNode(sample.Node);
            var observation = new GuestObservation(
                sample, _snapshot.At, node?.Believed ?? NodeStatus.Unknown, Crowded: false,
                node?.Pulse.GoodBefore(_snapshot.At) ?? default)
            { RunSince = entry.RunSince };
            var last = _states.GetValueOrDefault(sample.Vmid);
            var verdict = GuestTracker.Observe(new(Lab, sample.Vmid), last, observation, WitnessOf(last, observation));
            var stands = Crashed(verdict.State, sample.Vmid);
            if (stands && (last is null || !Crashed(last, sample.Vmid))) _crashes.Add(sample.Vmid);
            _states[sample.Vmid] = verdict.State with { Ledger = verdict.State.Ledger.Delivered() };
            return verdict.Settled;
        }

        private static bool Crashed(GuestState state, int vmid) =>
            state.Ledger.Find(
            state.Kind == GuestKind.Vm ? ConditionType.VmCrashed : ConditionType.CtCrashed,
            EntityId.Of(new GuestId(Lab, vmid))) is not null;

        // Who is asked says the truth, but only where it is asked in the right place; where nobody can be asked, rows that say the same for
        // a minute count.
        private Confirmation WitnessOf(GuestState? last, GuestObservation observation)
        {
            var sample = observation.Sample;
            if (!GuestTracker.NeedsConfirmation(last, observation))
            {
                _claims.Remove(sample.Vmid);
                return Confirmation.None;
            }

            if (truth.Find(sample.Vmid) is { } row && (string?)row["node"] == sample.Node
                && ((string?)row["type"] == "qemu") == (sample.Kind == GuestKind.Vm))
                return Confirmation.Of(new() { Status = TrueCluster.StatusOf(row), Uptime = (long?)row["uptime"] });
            if (_claims.TryGetValue(sample.Vmid, out var claim) && claim.Status == sample.Status)
                return observation.At - claim.At >= Unasked ? Confirmation.Repeated : Confirmation.Absent("it is not there");
            _claims[sample.Vmid] = (sample.Status, observation.At);
            return Confirmation.Absent("it is not there");
        }
    }
}
