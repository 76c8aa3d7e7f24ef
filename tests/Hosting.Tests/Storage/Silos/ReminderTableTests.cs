using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>What every database must do with reminders.</summary>
public abstract class ReminderTableTests(ISiloStorage storage) : IAsyncLifetime
{
    private static readonly DateTime Start = new DateTime(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc).AddMilliseconds(123);

    private SiloOnStorage _silo = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IReminderTable Table => _silo.Services.GetRequiredService<IReminderTable>();

    public async ValueTask InitializeAsync() => _silo = await SiloOnStorage.StartAsync(storage);

    [Fact]
    public async Task A_reminder_keeps_its_start_and_period_to_the_millisecond()
    {
        var entry = Entry("a", "r");
        await Table.UpsertRow(entry, Stop);
        var read = (await Table.ReadRow(entry.GrainId, "r", Stop)).ShouldNotBeNull();
        (read.GrainId, read.ReminderName, read.StartAt, read.Period).ShouldBe((entry.GrainId, "r", Start, entry.Period));
        read.StartAt.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_changed_reminder_replaces_the_old_one_under_a_new_etag()
    {
        var entry = Entry("a", "r");
        var first = await Table.UpsertRow(entry, Stop);
        entry.Period = TimeSpan.FromMinutes(5);
        var second = await Table.UpsertRow(entry, Stop);
        second.ShouldNotBe(first);
        var rows = (await Table.ReadRows(entry.GrainId, Stop)).Reminders;
        rows.Single().Period.ShouldBe(TimeSpan.FromMinutes(5));
        rows.Single().ETag.ShouldBe(second);
    }

    [Fact]
    public async Task Only_the_present_etag_removes_a_reminder()
    {
        var entry = Entry("a", "r");
        var stale = (await Table.UpsertRow(entry, Stop))!;
        var present = (await Table.UpsertRow(entry, Stop))!;
        (await Table.RemoveRow(entry.GrainId, "r", stale, Stop)).ShouldBeFalse();
        (await Table.RemoveRow(entry.GrainId, "r", present, Stop)).ShouldBeTrue();
        (await Table.RemoveRow(entry.GrainId, "r", present, Stop)).ShouldBeFalse();
        (await Table.ReadRow(entry.GrainId, "r", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Any_two_parts_of_the_ring_hold_each_reminder_once()
    {
        for (var i = 0; i < 64; i++) await Table.UpsertRow(Entry($"grain-{i}", "r"), Stop);
        (await Table.ReadRows(0, 0, Stop)).Reminders.Count.ShouldBe(64);
        foreach (var (begin, end) in ((uint, uint)[])[
            (0, 0x8000_0000), (0x4000_0000, 0xC000_0000), (0xF000_0000, 0x1000_0000), (0x7FFF_FFFF, 0x8000_0000)])
        {
            var inside = (await Table.ReadRows(begin, end, Stop)).Reminders;
            var outside = (await Table.ReadRows(end, begin, Stop)).Reminders;
            inside.Concat(outside).Select(row => row.GrainId).Distinct().Count().ShouldBe(64);
            (inside.Count + outside.Count).ShouldBe(64);
            inside.ShouldAllBe(row => IsWithin(row.GrainId.GetUniformHashCode(), begin, end));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private static bool IsWithin(uint hash, uint begin, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Entry(string key, string name) =>
        new() { GrainId = GrainId.Create("test", key), ReminderName = name, StartAt = Start, Period = TimeSpan.FromMilliseconds(12_001) };
}
