using OrleansMonitor.Simulator.CommandLine;

namespace OrleansMonitor.Simulator.Tests;

public sealed class CommandTests
{
    [Theory]
    [InlineData("--nodes", "0")]
    [InlineData("--nodes", "many")]
    [InlineData("--no-such-option", "1")]
    [InlineData("--script", "no-such-file.json")]
    [InlineData("--version", "7.4")]
    public async Task Bad_arguments_end_with_2(string option, string value) =>
        (await SimulatorCommand.RunAsync([option, value, "--port", "0"])).ShouldBe(2);

    [Fact]
    public async Task A_taken_port_ends_with_2()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var port = simulator.Proxmox.Endpoints[0].Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await SimulatorCommand.RunAsync(["--port", port])).ShouldBe(2);
    }
}
