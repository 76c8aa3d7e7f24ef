using System.Diagnostics;
using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Many = 100_000;

    [Fact]
    public async Task A_hundred_thousand_guests_are_answered_in_bounded_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = Many, Nodes = 100, ListenOn = 1 });
        var perGuest = (GC.GetTotalMemory(forceFullCollection: true) - before) / Many;
        output.WriteLine($"{perGuest} bytes per guest");
        perGuest.ShouldBeLessThan(1000);

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (rows, bytes) = await CountRowsAsync(simulator);
        var watch = Stopwatch.GetTimestamp();
        await CountRowsAsync(simulator);
        output.WriteLine(
            $"{bytes} bytes, {bytes / rows} per row, {Stopwatch.GetElapsedTime(watch).TotalMilliseconds:F0} ms with the reader, "
                + $"{(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 2 / 1024} KiB allocated per answer");
        rows.ShouldBe(Many);
        (bytes / rows).ShouldBeInRange(280, 360);
        (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBeLessThan(100L << 20);
    }

    /// <summary>Walks the answer as it comes, without keeping it.</summary>
    private static async Task<(int Rows, long Bytes)> CountRowsAsync(SimulatorFixture simulator)
    {
        using var response = await simulator.Client.GetAsync("cluster/resources?type=vm", HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[256 * 1024];
        var (rows, bytes, kept) = (0, 0L, 0);
        var state = new JsonReaderState();
        for (var done = false; !done;)
        {
            var read = await body.ReadAsync(buffer.AsMemory(kept), TestContext.Current.CancellationToken);
            done = read == 0;
            bytes += read;
            rows += Walk(buffer.AsSpan(0, kept + read), done, ref state, out var consumed);
            kept = kept + read - consumed;
            buffer.AsSpan(consumed, kept).CopyTo(buffer);
        }

        return (rows, bytes);
    }

    private static int Walk(ReadOnlySpan<byte> json, bool last, ref JsonReaderState state, out int consumed)
    {
        var reader = new Utf8JsonReader(json, last, state);
        var rows = 0;
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("vmid"u8)) rows++;
        state = reader.CurrentState;
        consumed = (int)reader.BytesConsumed;
        return rows;
    }
}
