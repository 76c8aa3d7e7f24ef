using System.Text;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>100,000 guests pass through one small buffer.</summary>
[Collection(nameof(Alone))]
public sealed class LargeClusterTests
{
    private const int Guests = 100_000;

    [Fact]
    public async Task A_steady_poll_of_100_000_guests_makes_next_to_no_garbage_and_holds_no_answer()
    {
        var answer = Encoding.UTF8.GetBytes("{\"data\":[" + string.Join(',', Enumerable.Range(100, Guests).Select(Row)) + "]}");
        answer.Length.ShouldBeGreaterThan(24_000_000);
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        using var probe = ProbeFor.With(ProbeFor.Connection(server), timeouts: new ProbeTimeouts { Resources = TimeSpan.FromMinutes(2) });
        var sink = new CountingSink();

        await ReadAsync(probe, sink);
        sink.Clear();

        var before = GC.GetTotalAllocatedBytes(true);
        await ReadAsync(probe, sink);
        var allocated = GC.GetTotalAllocatedBytes(true) - before;
        sink.Seen.ShouldBe(Guests);
        sink.Sum.ShouldBe(Enumerable.Range(100, Guests).Sum(static v => (long)v * 2));
        sink.NewStrings.ShouldBe(0);

        // The server's part is in it; one string per guest would already be 4 MB, the answer's text 62.
        allocated.ShouldBeLessThan(1_500_000);
    }

    private static async Task ReadAsync(ProxmoxProbe probe, CountingSink sink)
    {
        var result = await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation);
        result.Failure.ShouldBeNull();
        result.Value.ShouldBe(Guests);
    }

    private static string Row(int vmid) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""{"id":"qemu/{{vmid}}","disk":0,"status":"running","template":0,"pool":"prod","diskwrite":0,"maxdisk":1073741824,"vmid":{{vmid}},"name":"web{{vmid:d6}}","node":"pve{{vmid % 50}}","maxcpu":1,"type":"qemu","tags":"prod;web","netin":0,"diskread":512,"netout":0,"cpu":0.00889,"mem":{{vmid}},"uptime":34,"maxmem":33554432}""");

    private sealed class CountingSink : IResourceSink
    {
        private readonly string?[] _names = new string?[Guests];

        public int Seen { get; private set; }

        public long Sum { get; private set; }

        public int NewStrings { get; private set; }

        public void Clear() => (Seen, Sum, NewStrings) = (0, 0, 0);

        public void Guest(in GuestSample guest)
        {
            if (!ReferenceEquals(_names[Seen], guest.Name)) NewStrings++;
            _names[Seen++] = guest.Name;
            Sum += guest.Vmid + guest.Mem!.Value;
        }

        public void Node(in NodeSample node)
        {
        }

        public void Storage(in StorageSample storage)
        {
        }

        public void Unreadable(UnreadableRow row)
        {
        }
    }
}

/// <summary>Tests that measure what the whole process allocates.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
