namespace OrleansMonitor.Simulator.CommandLine;

/// <summary>Runs the simulator on its own.</summary>
internal static class SimulatorCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var proxmox = await SimulatedProxmox.StartAsync(new SimulatorOptions());
        await Console.Out.WriteLineAsync(string.Join(Environment.NewLine, proxmox.Endpoints));
        return args.Length;
    }
}
