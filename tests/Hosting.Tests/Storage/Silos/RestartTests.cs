namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>What every database must keep of grains when their silo goes.</summary>
public abstract class RestartTests(ISiloStorage storage) : IAsyncLifetime
{
    private SiloOnStorage _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await SiloOnStorage.StartAsync(storage);

    [Fact]
    public async Task State_survives_a_restart_that_had_no_goodbye()
    {
        await _silo.Counter("a").Increment();
        await _silo.Counter("a").Increment();
        await _silo.KillAsync();
        await RestartAsync();
        (await _silo.Counter("a").Read()).ShouldBe(2);
        (await _silo.Counter("a").Increment()).ShouldBe(3);
    }

    [Fact]
    public async Task Cleared_state_is_gone_after_a_restart_and_can_be_written_again()
    {
        await _silo.Counter("a").Increment();
        await _silo.Counter("a").Clear();
        (await _silo.Counter("a").Increment()).ShouldBe(1);
        await _silo.Counter("a").Clear();
        await RestartAsync();
        (await _silo.Counter("a").Read()).ShouldBe(0);
    }

    [Fact]
    public async Task A_reminder_wakes_its_grain_after_a_restart_without_any_call()
    {
        await _silo.Counter("sleeper").Remind(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
        await _silo.KillAsync();
        await RestartAsync();
        (await _silo.Ticks.First.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBe("sleeper");
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task RestartAsync()
    {
        await _silo.DisposeAsync();
        _silo = await SiloOnStorage.StartAsync(storage);
    }
}
